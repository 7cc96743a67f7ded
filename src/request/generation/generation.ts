import { same } from '../../config/same.ts';
import type { GatewayConfig } from '../../config/types.ts';
import { LimitTable } from '../../limits/table.ts';
import { Engine } from '../../policy/engine.ts';
import type { PreparedPolicy } from '../../policy/prepared.ts';
import { Board } from '../../traffic/board.ts';
import type { Members } from '../../traffic/supervision/members.ts';
import { Upstreams } from '../../traffic/upstreams.ts';
import { Authenticator } from '../authenticate.ts';
import type { BodyPace } from '../forwarding/body-rate.ts';
import { RouteTable } from '../match.ts';
import { type ReceiveContext, receiveContext } from '../receive.ts';
import { Shedder } from '../shed.ts';
import { type Former, type FormerPolicy, loadFormers } from './formers.ts';
import { planRoutes, type RoutePlan } from './plan.ts';

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
  /** By bundle name: what answered before and may still be asked. */
  readonly formers: Readonly<Record<string, FormerPolicy>>;
  /** By bundle name: memory of the sign of life of its source. */
  readonly signs: Readonly<Record<string, SharedArrayBuffer>>;
  /** Memory of the limit table, shared by all workers. */
  readonly limits: SharedArrayBuffer;
  /** Memory of the board of endpoints, shared by all threads. */
  readonly board: SharedArrayBuffer;
  /** The endpoints of each upstream, as far as they were known. */
  readonly members: Members;
  /** Port of each listener, by listenerKey. */
  readonly ports: Readonly<Record<string, number>>;
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
  /** How fast a client has to send a body. */
  readonly pace: BodyPace;
  readonly routes: RouteTable;
  /** By route id. */
  readonly plans: ReadonlyMap<string, RoutePlan>;
  readonly authenticator: Authenticator;
  readonly engines: ReadonlyMap<string, Engine>;
  /** By bundle name. */
  readonly formers: ReadonlyMap<string, Former>;
  readonly limits: LimitTable;
  readonly limitMemory: SharedArrayBuffer;
  readonly upstreams: Upstreams;
}

export interface Surroundings {
  /** Column of this worker on the board. */
  readonly column: number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** 0 to 1. */
  readonly random: () => number;
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
  surroundings: Surroundings,
): Promise<Generation> {
  const { now, newId, print } = surroundings;
  const { config } = data;
  const routes = new RouteTable(config.routes);
  const known = sameEvaluation(config, previous) ? previous : undefined;
  const engines = await loadEngines(data, known, { now, print });
  const formers = await loadFormers(
    data.formers,
    known?.formers ?? new Map(),
    (bundle, digest) => [known?.engines.get(bundle)].find((engine) => engine?.digest === digest),
    { deadline: config.evaluation.deadline, now },
  );
  const limits = previous?.limitMemory === data.limits ? previous.limits : new LimitTable(data.limits);
  const sameShed = limits === previous?.limits && same(previous.config.shed, config.shed);
  const upstreams = Upstreams.create(config, {
    ...surroundings,
    members: data.members,
    board: new Board(data.board),
    previous: previous?.upstreams,
  });
  const authenticator = await Authenticator.create(config, {
    now,
    ...(previous && { previous: previous.authenticator }),
  });
  return {
    number: data.number,
    config,
    receiving: receiveContext(config, { now, newId }),
    shedder: sameShed ? previous.shedder : new Shedder(config.shed, limits),
    pace: { minRate: config.request.minRate, timeout: config.request.requestTimeout },
    routes,
    plans: planRoutes(config, { engines, formers, signs: data.signs, upstreams }, previous),
    authenticator,
    engines,
    formers,
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
  known: Generation | undefined,
  { now, print }: Pick<Surroundings, 'now' | 'print'>,
): Promise<Map<string, Engine>> {
  const engines = new Map<string, Engine>();
  for (const [name, policy] of Object.entries(policies)) {
    const kept = known?.engines.get(name);
    const unchanged = kept?.digest === policy.digest;
    const options = { deadline: config.evaluation.deadline, now, ...(print && { print: print.bind(null, name) }) };
    engines.set(name, unchanged ? kept : await Engine.open(policy, options));
  }
  return engines;
}

/** Whether engines of the generation before can go on. */
function sameEvaluation({ evaluation }: GatewayConfig, previous: Generation | undefined): boolean {
  return previous !== undefined && same(previous.config.evaluation, evaluation);
}
