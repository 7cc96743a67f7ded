import { same } from '../config/same.ts';
import type { GatewayConfig, RouteConfig } from '../config/types.ts';
import { LimitTable } from '../limits/table.ts';
import { Engine, type Entrypoint } from '../policy/engine.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { type Upstream, Upstreams } from '../traffic/upstream.ts';
import { Authenticator } from './authenticate.ts';
import { RouteTable } from './match.ts';
import { type ReceiveContext, receiveContext } from './receive.ts';
import { Shedder } from './shed.ts';

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
  /** Memory of the limit table, shared by all workers. */
  readonly limits: SharedArrayBuffer;
  /** Port of each listener, by listenerKey. */
  readonly ports: Readonly<Record<string, number>>;
}

/** What a route needs at a request, looked up once when the generation is built. */
export interface RoutePlan {
  /** Absent where the route's bundle never activated. */
  readonly entrypoint: Entrypoint | undefined;
  readonly revision: string;
  readonly upstream: Upstream;
  readonly readsBody: boolean;
  /** Whether the decision log gets the whole input, not only what the policy reads. */
  readonly recordsAll: boolean;
}

/**
 * All that answers a request, behind one reference. A request takes it at its start and keeps it to its end; a swap
 * replaces the reference.
 */
export interface Generation {
  readonly number: number;
  readonly config: GatewayConfig;
  readonly receiving: ReceiveContext;
  readonly shedder: Shedder;
  readonly routes: RouteTable;
  /** By route id. */
  readonly plans: ReadonlyMap<string, RoutePlan>;
  readonly authenticator: Authenticator;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly limits: LimitTable;
  readonly limitMemory: SharedArrayBuffer;
  readonly upstreams: Upstreams;
}

export interface Surroundings {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Where what the policy of a bundle prints goes; nowhere if left out. */
  readonly print?: ((bundle: string, line: string) => void) | undefined;
}

/**
 * Builds a generation; engines, caches and connection pools of unchanged parts are taken over from `previous`, which goes
 * on serving. Throws GatewayError where any part cannot be built.
 */
export async function buildGeneration(
  data: GenerationData,
  previous: Generation | undefined,
  { now, newId, print }: Surroundings,
): Promise<Generation> {
  const { config } = data;
  const routes = new RouteTable(config.routes);
  const engines = await loadEngines(data, previous, { now, print });
  const limits = previous?.limitMemory === data.limits ? previous.limits : new LimitTable(data.limits);
  const sameShed = limits === previous?.limits && same(previous.config.shed, config.shed);
  const upstreams = Upstreams.create(config, { now, ...(previous && { previous: previous.upstreams }) });
  const authenticator = await Authenticator.create(config, {
    now,
    ...(previous && { previous: previous.authenticator }),
  });
  return {
    number: data.number,
    config,
    receiving: receiveContext(config, { now, newId }),
    shedder: sameShed ? previous.shedder : new Shedder(config.shed, limits),
    routes,
    plans: new Map(config.routes.map((route) => [route.id, planRoute(route, config, engines, upstreams)])),
    authenticator,
    engines,
    limits,
    limitMemory: data.limits,
    upstreams,
  };
}

/** Closes what `kept`, the other one of two generations, does not share; requests in flight finish with what they have. */
export function retire(generation: Generation, kept: Generation): void {
  void generation.upstreams.close(kept.upstreams);
  if (generation.authenticator !== kept.authenticator) generation.authenticator.close();
}

async function loadEngines(
  { config, policies }: GenerationData,
  previous: Generation | undefined,
  { now, print }: Pick<Surroundings, 'now' | 'print'>,
): Promise<Map<string, Engine>> {
  const sameEvaluation = previous !== undefined && same(previous.config.evaluation, config.evaluation);
  const engines = new Map<string, Engine>();
  for (const [name, policy] of Object.entries(policies)) {
    const kept = sameEvaluation ? previous.engines.get(name) : undefined;
    const unchanged = kept?.digest === policy.digest;
    const options = { deadline: config.evaluation.deadline, now, ...(print && { print: print.bind(null, name) }) };
    engines.set(name, unchanged ? kept : await Engine.open(policy, options));
  }
  return engines;
}

function planRoute(
  route: RouteConfig,
  { audit }: GatewayConfig,
  engines: ReadonlyMap<string, Engine>,
  upstreams: Upstreams,
): RoutePlan {
  const engine = engines.get(route.bundle);
  const entrypoint = engine?.entrypoint(route.entrypoint);
  return {
    entrypoint,
    revision: engine?.revision ?? '',
    // The configuration was checked: a route's upstream exists.
    upstream: upstreams.get(route.upstream)!,
    readsBody: entrypoint?.readsPath(['request', 'body']) ?? false,
    recordsAll: audit.record === 'full',
  };
}
