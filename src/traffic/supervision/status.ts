import type { BalancerConfig } from '../../config/types.ts';
import type { ProbeOutcome } from './probing.ts';
import { type EndpointRow, PROBED, STATE } from './rows.ts';

/** How an endpoint can be. `trial`: its ejection is over, and one request is to try it. */
export const HEALTHS = ['healthy', 'unhealthy', 'ejected', 'trial', 'drained'] as const;

/** One of HEALTHS. */
export type Health = (typeof HEALTHS)[number];

/** What operators see of an endpoint. */
export interface EndpointStatus {
  /** Tells it from the others of the upstream: host and port, as `10.0.0.1:8080`. */
  readonly id: string;
  /** Row on the board. */
  readonly slot: number;
  /** Origin. */
  readonly url: string;
  readonly weight: number;
  readonly priority: number;
  readonly health: Health;
  /** Why it is not healthy. */
  readonly reason: string | undefined;
  /** Unix milliseconds of its last change. */
  readonly since: number;
  /** Ejections since it is known. */
  readonly ejections: number;
  /** The last one; undefined where it has not been asked. */
  readonly probe: ProbeOutcome | undefined;
}

/** What operators see of a name that DNS is asked about. */
export interface NameStatus {
  /** As the configuration has it: `http://name:port` or `srv://name`. */
  readonly name: string;
  /** Whether there was an answer ever; before that it stands for no endpoint. */
  readonly resolved: boolean;
  /** What is wrong with the last answer. */
  readonly error: string | undefined;
}

/** What operators see of an upstream. */
export interface UpstreamStatus {
  readonly name: string;
  readonly balancer: BalancerConfig['kind'];
  readonly endpoints: readonly EndpointStatus[];
  readonly names: readonly NameStatus[];
}

/** An operator's word comes first, then what requests told, then what probes told. */
export function healthOf({ state, probed, drained }: EndpointRow): Health {
  if (drained) return 'drained';
  if (state === STATE.ejected) return 'ejected';
  if (state !== STATE.available) return 'trial';
  return probed === PROBED.unhealthy ? 'unhealthy' : 'healthy';
}

/** Short name of an endpoint: host and port of its origin. */
export function idOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
