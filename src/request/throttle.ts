import type { GatewayConfig, RouteConfig, ThrottleConfig, UpstreamConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import type { Subject } from '../identity/subject.ts';
import { addressKey } from '../limits/address-key.ts';
import type { ThrottleClient } from '../limits/throttle-client.ts';
import type { ThrottleNumbers } from '../limits/throttle-messages.ts';
import type { ClientResponse } from './client.ts';
import { isGone } from './respond.ts';

/** Who sent it. */
export interface Sender {
  readonly subject: Subject;
  readonly address: string;
}

/** Gives the places of an exchange back. */
export type Leave = () => void;

/** All throttles of a configuration, by name. */
export function throttlesOf(config: Pick<GatewayConfig, 'routes' | 'upstreams'>): Record<string, ThrottleNumbers> {
  const all = [...config.routes.map(throttleOfRoute), ...Object.values(config.upstreams).map(throttleOfUpstream)];
  return Object.fromEntries(
    all.flatMap(({ name, throttle }) => {
      if (throttle === undefined) return [];
      const { concurrency, queue, wait } = throttle;
      return [[name, { concurrency, queue, wait }]];
    }),
  );
}

/**
 * Waits for a place at each throttle, one after another, always in the order route, upstream: so nobody keeps others from
 * the upstream while it waits for its route, and two never wait for each other. The places are held until `Leave` is
 * called. A client that leaves while it waits gives all back at once.
 *
 * @throws GatewayError `throttled` with Retry-After
 */
export async function throttle(
  client: ThrottleClient,
  res: ClientResponse,
  route: RouteConfig,
  upstream: UpstreamConfig,
  sender: Sender,
): Promise<Leave> {
  const turns: Leave[] = [];
  const leave = () => {
    for (const end of turns) end();
  };
  res.once('close', leave);
  try {
    for (const { name, throttle } of [throttleOfRoute(route), throttleOfUpstream(upstream)]) {
      if (throttle === undefined) continue;
      if (isGone(res)) throw refusal(name, 'left', throttle);
      const turn = client.take(name, keyOf(throttle, sender));
      turns.push(turn.end);
      const verdict = await turn.verdict;
      if (verdict !== 'granted') throw refusal(name, verdict, throttle);
    }
    return leave;
  } catch (error) {
    leave();
    throw error;
  } finally {
    res.removeListener('close', leave);
  }
}

function throttleOfRoute({ id, throttle }: RouteConfig) {
  return { name: `route ${id}`, throttle };
}

function throttleOfUpstream({ name, throttle }: UpstreamConfig) {
  return { name: `upstream ${name}`, throttle };
}

function keyOf({ per }: ThrottleConfig, { subject, address }: Sender): string {
  if (per === undefined) return '';
  return per === 'client' ? addressKey(address) : JSON.stringify([subject.kind, subject.issuer, subject.id]);
}

function refusal(name: string, verdict: 'full' | 'waited' | 'left', { wait }: ThrottleConfig): GatewayError {
  return new GatewayError('throttled', MESSAGES[verdict](name), {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) },
  });
}

const MESSAGES = {
  full: (name: string) => `the queue of the throttle of ${name} is full; raise its concurrency or queue if it may be`,
  waited: (name: string) => `no place at the throttle of ${name} became free in time; raise its concurrency or wait`,
  left: (name: string) => `the client left while it waited at the throttle of ${name}`,
};
