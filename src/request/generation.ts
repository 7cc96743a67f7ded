import type { GatewayConfig, RouteConfig } from '../config/types.ts';
import { Engine, type Entrypoint } from '../policy/engine.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { type Upstream, Upstreams } from '../traffic/upstream.ts';
import { Authenticator } from './authenticate.ts';
import { RouteTable } from './match.ts';

/**
 * Everything that answers requests, as the supervisor posts it to the workers: one immutable value, taken whole or not
 * at all.
 */
export interface GenerationData {
  /** Counts up from 1. */
  readonly number: number;
  readonly config: GatewayConfig;
  /** By bundle name; a bundle that never activated is absent, and its routes answer policy_unavailable. */
  readonly policies: Readonly<Record<string, PreparedPolicy>>;
  /** Table of the limits, shared by all workers. */
  readonly limits: SharedArrayBuffer;
  /** Ports that the system chose for listeners with port 0, by listener key. */
  readonly ports: Readonly<Record<string, number>>;
}

/** What a route needs at a request, looked up once when the generation is built. */
export interface RoutePlan {
  readonly route: RouteConfig;
  /** Absent where the route's bundle never activated. */
  readonly entrypoint: Entrypoint | undefined;
  readonly revision: string | undefined;
  readonly upstream: Upstream;
  readonly readsBody: boolean;
}

/**
 * All that answers a request, behind one reference. A request takes it at its start and keeps it to its end; a swap
 * replaces the reference.
 */
export interface Generation {
  readonly number: number;
  readonly config: GatewayConfig;
  readonly routes: RouteTable;
  readonly plans: ReadonlyMap<string, RoutePlan>;
  readonly authenticator: Authenticator;
  readonly upstreams: Upstreams;
  readonly engines: ReadonlyMap<string, Engine>;
}

/**
 * Builds a generation; engines, caches and connection pools of unchanged parts are taken over from `previous`, which goes
 * on serving. Throws GatewayError where any part cannot be built.
 */
export async function buildGeneration(
  data: GenerationData,
  previous: Generation | undefined,
  now: () => number,
): Promise<Generation> {
  const { config, policies } = data;
  const engines = new Map<string, Engine>();
  for (const [name, policy] of Object.entries(policies)) {
    const kept = previous?.engines.get(name);
    const same = kept?.digest === policy.digest && kept.revision === policy.revision;
    const unchanged = same && sameEvaluation(previous, config);
    engines.set(name, unchanged ? kept : Engine.load(policy, { deadline: config.evaluation.deadline }));
  }
  const authenticator = await Authenticator.create(config, { now, ...(previous && { previous: previous.authenticator }) });
  const upstreams = Upstreams.create(config, { now, ...(previous && { previous: previous.upstreams }) });
  const plans = new Map(config.routes.map((route) => [route.id, planRoute(route, engines, upstreams)]));
  return { number: data.number, config, routes: new RouteTable(config.routes), plans, authenticator, upstreams, engines };
}

function sameEvaluation(previous: Generation | undefined, config: GatewayConfig): boolean {
  return JSON.stringify(previous?.config.evaluation) === JSON.stringify(config.evaluation);
}

function planRoute(route: RouteConfig, engines: ReadonlyMap<string, Engine>, upstreams: Upstreams): RoutePlan {
  const engine = engines.get(route.bundle);
  const entrypoint = engine?.entrypoint(route.entrypoint);
  return {
    route,
    entrypoint,
    revision: engine?.revision,
    // The configuration was checked: a route's upstream exists.
    upstream: upstreams.get(route.upstream)!,
    readsBody: entrypoint?.readsPath(['request', 'body']) ?? false,
  };
}
