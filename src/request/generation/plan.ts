import type { GatewayConfig, RouteConfig, ShadowConfig } from '../../config/types.ts';
import type { Engine, Entrypoint } from '../../policy/engine.ts';
import type { Upstream } from '../../traffic/upstream.ts';
import type { Upstreams } from '../../traffic/upstreams.ts';
import type { Former } from './formers.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import { openTally, type RevisionTally, type RouteTally } from './tally.ts';

/** What a route needs at a request, looked up once when the generation is built. */
export interface RoutePlan {
  /** Absent where the route's bundle never activated. */
  readonly entrypoint: Entrypoint | undefined;
  readonly revision: string;
  readonly upstream: Upstream;
  /** Upstream that gets copies of requests, and of which share (0 to 1) of them. */
  readonly mirror: { readonly upstream: Upstream; readonly share: number } | undefined;
  readonly readsBody: boolean;
  /** Whether the decision log gets the whole input, not only what the policy reads. */
  readonly recordsAll: boolean;
  /** Where it matters to the route when the source of its policy was last heard of. */
  readonly freshness: Freshness | undefined;
  readonly tally: RouteTally;
  /** What answered before, where the present revision is guarded. */
  readonly former: Former | undefined;
  readonly shadow: ShadowPlan | undefined;
}

/** Another bundle that is asked beside the one that answers. */
export interface ShadowPlan {
  readonly bundle: string;
  readonly revision: string;
  readonly entrypoint: Entrypoint;
  /** Of the requests, 0 to 1. */
  readonly share: number;
}

interface Parts {
  readonly engines: ReadonlyMap<string, Engine>;
  readonly formers: ReadonlyMap<string, Former>;
  readonly signs: Readonly<Record<string, SharedArrayBuffer>>;
  readonly upstreams: Upstreams;
}

/** What a generation has planned. */
export interface Planned {
  readonly config: GatewayConfig;
  readonly engines: ReadonlyMap<string, Engine>;
  /** By route id. */
  readonly plans: ReadonlyMap<string, RoutePlan>;
}

/** The plans of all routes, by id. */
export function planRoutes(config: GatewayConfig, parts: Parts, previous: Planned | undefined): Map<string, RoutePlan> {
  return new Map(config.routes.map((route) => [route.id, planRoute(route, config, parts, previous)]));
}

/** What the policies said since they began to answer, by bundle. */
export function tallies({ config, engines, plans }: Planned): Record<string, RevisionTally> {
  return Object.fromEntries(
    [...engines].map(([name, { digest }]) => {
      const routes = config.routes.filter(({ bundle }) => bundle === name);
      return [name, { digest, routes: Object.fromEntries(routes.map(({ id }) => [id, plans.get(id)!.tally])) }];
    }),
  );
}

function planRoute(
  route: RouteConfig,
  { audit, bundles }: GatewayConfig,
  { engines, formers, signs, upstreams }: Parts,
  previous: Planned | undefined,
): RoutePlan {
  const engine = engines.get(route.bundle);
  const entrypoint = engine?.entrypoint(route.entrypoint);
  return {
    entrypoint,
    revision: engine?.revision ?? '',
    // The configuration was checked: a route's upstream exists.
    upstream: upstreams.get(route.upstream)!,
    mirror: route.mirror && { upstream: upstreams.get(route.mirror.upstream)!, share: route.mirror.share },
    readsBody: entrypoint?.readsPath(['request', 'body']) ?? false,
    recordsAll: audit.record === 'full',
    freshness: freshnessOf(route, signs),
    tally: keptTally(route, engine, previous) ?? openTally(),
    former: formers.get(route.bundle),
    shadow: planShadow(route, bundles[route.bundle]?.shadow, engines),
  };
}

/** As long as a revision answers, it is counted on. */
function keptTally(route: RouteConfig, engine: Engine | undefined, previous: Planned | undefined) {
  if (engine === undefined || previous?.engines.get(route.bundle)?.digest !== engine.digest) return undefined;
  const before = previous.config.routes.find(({ id }) => id === route.id);
  if (before?.bundle !== route.bundle || before.entrypoint !== route.entrypoint) return undefined;
  return previous.plans.get(route.id)?.tally;
}

function planShadow(
  route: RouteConfig,
  shadow: ShadowConfig | undefined,
  engines: ReadonlyMap<string, Engine>,
): ShadowPlan | undefined {
  const engine = shadow && engines.get(shadow.bundle);
  const entrypoint = engine?.entrypoint(route.entrypoint);
  return engine && entrypoint && { ...shadow, revision: engine.revision, entrypoint };
}
