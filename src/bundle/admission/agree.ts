import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../../errors.ts';
import type { PreparedPolicy } from '../../policy/prepared.ts';
import { minimiseSlowly } from '../../replay/minimise.ts';
import { parseExactly } from '../../replay/recorded.ts';
import type { Evaluator, Probes, Sources, Toolchain } from '../../toolchain/toolchain.ts';
import type { WireDecided, WireQuestion } from '../../toolchain/wire.ts';
import type { Birth, Difference, Question, Reply } from './agree-thread.ts';
import type { Origin } from './agreement.ts';

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './agree-thread.ts' : './agree-thread.js', import.meta.url);

/** Milliseconds for one evaluation, for one call of the toolchain, and for the thread to give its own. */
const LIMITS = { evaluation: 1000, call: 10_000, thread: 60_000 };
const BATCH = 64;
/** Characters of a value in a message. */
const SHOWN = 1000;

export interface AgreeOptions {
  readonly policy: PreparedPolicy;
  /** What the policy was built from. */
  readonly sources: Sources;
  readonly probes: Probes;
  /** Lines of the decision log, batch by batch, the newest batch first. */
  readonly recent?: readonly string[];
  readonly toolchain: Toolchain;
  /** Most inputs that are generated; and milliseconds after which only those of tests are asked. */
  readonly generated: { readonly count: number; readonly budget?: number };
  /** Time of all evaluations, Unix milliseconds. */
  readonly now: number;
  /** Milliseconds of a clock that is never set. */
  readonly ticks: () => number;
}

/** Inputs on which the two engines decided alike. */
export interface Agreement {
  readonly cases: number;
}

/**
 * Makes sure that the compiled module, in Regate's engine, and OPA's own evaluator decide alike on every input of the
 * tests, on recorded and on generated ones. Non-deterministic built-ins return in both what they did in the engine.
 *
 * @throws GatewayError bundle_disagreement, with the smallest input that was found
 */
export async function agree(options: AgreeOptions): Promise<Agreement> {
  const { policy, sources, probes, recent = [], toolchain, now } = options;
  const files = sources.files.filter(({ path }) => !path.endsWith('_test.rego'));
  const workerData: Birth = { policy, probes, recent, now, deadline: LIMITS.evaluation };
  // It starts while the toolchain compiles.
  const worker = new Worker(THREAD, { workerData, env: {}, name: 'agree' });
  let evaluator: Evaluator | undefined;
  try {
    evaluator = await toolchain.open({ ...sources, files });
    return await compare(new Peers(worker, evaluator, now), options);
  } finally {
    await Promise.all([worker.terminate(), evaluator?.close()]);
  }
}

async function compare(peers: Peers, { generated, ticks }: AgreeOptions): Promise<Agreement> {
  const end = ticks() + (generated.budget ?? Number.POSITIVE_INFINITY);
  const hasTime = () => ticks() < end;
  const tested = await peers.compareAll('test', Number.POSITIVE_INFINITY, () => true);
  const recorded = await peers.compareAll('recorded', Number.POSITIVE_INFINITY, hasTime);
  return { cases: tested + recorded + (await peers.compareAll('generated', generated.count, hasTime)) };
}

/** The engine in its thread, and OPA's own evaluator in the toolchain's. */
class Peers {
  readonly #worker: Worker;
  readonly #evaluator: Evaluator;
  readonly #now: number;

  constructor(worker: Worker, evaluator: Evaluator, now: number) {
    this.#worker = worker;
    this.#evaluator = evaluator;
    this.#now = now;
  }

  /**
   * Compares on so many cases of an origin, as long as `goesOn` says. Returns how many there were. Throws GatewayError
   * bundle_disagreement.
   */
  async compareAll(origin: Origin, most: number, goesOn: () => boolean): Promise<number> {
    let compared = 0;
    while (compared < most && goesOn()) {
      const { cases, difference } = await this.#ask({ next: origin, count: Math.min(BATCH, most - compared) });
      if (difference) throw disagreement(await this.#shortest(difference));
      if (cases === 0) break;
      compared += cases;
    }
    return compared;
  }

  async #ask(question: Question): Promise<{ cases: number; difference?: Difference }> {
    const questions = (await this.#tell(question)) as readonly WireQuestion[];
    if (questions.length === 0) return { cases: 0 };
    const answers: WireDecided[] = [];
    while (answers.length < questions.length) {
      const left = questions.slice(answers.length);
      answers.push(
        ...(await this.#evaluator.decide(left, { now: this.#now, limit: LIMITS.call, each: LIMITS.evaluation })),
      );
    }
    const { difference } = (await this.#tell({ answers })) as { difference?: Difference };
    return { cases: answers.length, ...(difference && { difference }) };
  }

  async #shortest(found: Difference): Promise<Difference> {
    let shortest = found;
    const { origin, entrypoint } = found;
    await minimiseSlowly(parseExactly(found.input) as object, async (input) => {
      const { difference } = await this.#ask({ only: { origin, entrypoint, input: JSON.stringify(input) } });
      if (difference?.engine !== found.engine || difference.opa !== found.opa) return false;
      shortest = difference;
      return true;
    });
    return shortest;
  }

  async #tell(question: Question): Promise<Reply> {
    this.#worker.postMessage(question);
    try {
      const [reply] = (await once(this.#worker, 'message', { signal: AbortSignal.timeout(LIMITS.thread) })) as [Reply];
      return reply;
    } catch (cause) {
      if ((cause as Error).name !== 'AbortError') throw cause;
      const message = `the compiled policy gave no answer within ${LIMITS.thread} ms`;
      throw new GatewayError('bundle_disagreement', message, { cause });
    }
  }
}

function disagreement({ origin, entrypoint, input, engine, opa }: Difference): GatewayError {
  const whose = { test: 'an input of a test', recorded: 'a recorded input', generated: 'a generated input' }[origin];
  const shown = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return new GatewayError(
    'bundle_disagreement',
    `${entrypoint} on ${whose}, shortened: ${shown(input)}: the compiled policy says ${shown(engine)}, OPA's own evaluator ${shown(opa)}`,
  );
}
