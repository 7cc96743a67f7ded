// A thread that asks Regate's engine, and holds its answers against those of OPA's own evaluator; see `agree`.
import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from '../../policy/engine.ts';
import type { PreparedPolicy } from '../../policy/prepared.ts';
import { parseExactly } from '../../replay/recorded.ts';
import type { WireDecided, WireQuestion } from '../../toolchain/wire.ts';
import { type Answer, agrees, ask, describeEngine, describeOpa, type Origin } from './agreement.ts';
import { type Case, type CasesOptions, casesOf } from './cases.ts';

/** What the thread is born with. */
export interface Birth extends Omit<CasesOptions, 'policy'> {
  readonly policy: PreparedPolicy;
  /** Time limit of an evaluation, milliseconds. */
  readonly deadline: number;
  /** Time of all evaluations, Unix milliseconds. */
  readonly now: number;
}

/** So many of the next cases; this one; or what OPA's own evaluator answers to what was asked for last. */
export type Question =
  | { readonly next: Origin; readonly count: number }
  | { readonly only: { readonly origin: Origin; readonly entrypoint: string; readonly input: string } }
  | { readonly answers: readonly WireDecided[] };

/** A case on which the two differ: all as text. */
export interface Difference {
  readonly origin: Origin;
  readonly entrypoint: string;
  readonly input: string;
  readonly engine: string;
  readonly opa: string;
}

/** To the first two: what OPA's own evaluator is to be asked; nothing: there is no more. To the third: the first difference. */
export type Reply = readonly WireQuestion[] | { readonly difference?: Difference };

const { policy, deadline, now, ...material } = workerData as Birth;
const engine = Engine.load(policy, { deadline, now: () => now });
const cases = casesOf({ policy, ...material });
let asked: readonly { readonly about: Case; readonly input: string; readonly answer: Answer }[] = [];

parentPort?.on('message', (question: Question) => parentPort?.postMessage(reply(question)));

function reply(question: Question): Reply {
  if ('answers' in question) return compare(question.answers);
  if ('only' in question) {
    const { input, ...about } = question.only;
    return evaluate([{ ...about, input: parseExactly(input) as object }]);
  }
  return evaluate(takeFrom(cases[question.next], question.count));
}

function* takeFrom(some: Iterator<Case>, count: number): Generator<Case> {
  for (let i = 0; i < count; i++) {
    const { value, done } = some.next();
    if (done) return;
    yield value;
  }
}

function evaluate(some: Iterable<Case>): WireQuestion[] {
  asked = Array.from(some, (about) => {
    const answer = ask(engine.entrypoint(about.entrypoint)!, about.input);
    return { about, input: JSON.stringify(about.input), answer };
  });
  return asked.map(({ about, input, answer }) => {
    return { entrypoint: about.entrypoint, input, ndBuiltins: 'ndBuiltins' in answer ? answer.ndBuiltins : '' };
  });
}

function compare(answers: readonly WireDecided[]): Reply {
  for (const [i, opa] of answers.entries()) {
    const { about, input, answer } = asked[i]!;
    const { origin, entrypoint } = about;
    if (agrees(answer, opa, origin)) continue;
    return { difference: { origin, entrypoint, input, engine: describeEngine(answer), opa: describeOpa(opa) } };
  }
  return {};
}
