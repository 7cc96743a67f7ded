import { GatewayError } from '../../src/errors.ts';
import { Engine } from '../../src/policy/engine.ts';
import { prepare } from '../../src/policy/prepare.ts';
import type { PreparedPolicy } from '../../src/policy/prepared-policy.ts';
import type { Built, Sources, Toolchain } from '../../src/toolchain/toolchain.ts';
import { alike } from './alike.ts';
import { type Program, textOf } from './program.ts';

/** What somebody says: a value, undefined, or a fault. */
export type Answer = { readonly value: unknown } | { readonly fault: string };

/** An evaluation on which the engine, as a gateway uses it, and another one do not agree. */
export interface Difference {
  readonly rule: string;
  readonly input: object;
  readonly engine: Answer;
  readonly other: Answer;
  readonly against: Other;
}

/** OPA's own evaluator, or the engine with the whole input, or with the module as it was compiled. */
export type Other = 'OPA' | 'whole input' | 'module as it is';

export const OTHERS: readonly Other[] = ['OPA', 'whole input', 'module as it is'];

export interface Trial {
  readonly evaluations: number;
  /** Evaluations that are known to differ (known.ts), by what is known. */
  readonly known: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

const MEMORY = 256 << 20;
const DEADLINE = 5000;

/**
 * Evaluates every rule of a program with every input in the engine and in others. The module as it is answers only for
 * programs that need no mending.
 *
 * @throws GatewayError `policy_invalid` where it does not compile
 */
export async function tryProgram(
  toolchain: Toolchain,
  program: Program,
  others: readonly Other[] = OTHERS,
): Promise<Trial> {
  const entries = program.rules.filter(({ arity }) => arity === 0).map(({ name }) => name);
  const sources = sourcesOf(program);
  const built = await toolchain.build(sources, { entrypoints: entries.map((name) => `p/${name}`) });
  const policy = prepared(built);
  const engine = load(policy);
  const answers = await openOthers(
    toolchain,
    { sources, built, policy },
    program.bare ? others : others.filter(isMended),
  );
  const differences: Difference[] = [];
  const known: Record<string, number> = {};
  try {
    for (const input of program.inputs) {
      for (const rule of entries) {
        const ours = inEngine(engine, rule, input);
        for (const [against, { ask }] of answers) {
          const other = await ask(rule, input);
          if (agree(ours, other, against)) continue;
          const reason = against === 'OPA' ? reasonOf(ours, other) : undefined;
          if (reason === undefined) differences.push({ rule, input, engine: ours, other, against });
          else known[reason] = (known[reason] ?? 0) + 1;
        }
      }
    }
  } finally {
    for (const { close } of answers.values()) await close?.();
  }
  return { evaluations: entries.length * program.inputs.length, known, differences };
}

interface Answers {
  readonly ask: (rule: string, input: object) => Answer | Promise<Answer>;
  readonly close?: () => Promise<void>;
}

function isMended(other: Other): boolean {
  return other !== 'module as it is';
}

async function openOthers(
  toolchain: Toolchain,
  { sources, built, policy }: { sources: Sources; built: Built; policy: PreparedPolicy },
  others: readonly Other[],
) {
  const answers = new Map<Other, Answers>();
  for (const other of others) {
    if (other === 'OPA') {
      const evaluator = await toolchain.open(sources);
      answers.set(other, { ask: (rule, input) => inOpa(evaluator, rule, input), close: () => evaluator.close() });
    } else {
      const engine = load(other === 'whole input' ? withoutReads(policy) : prepared(built, false));
      answers.set(other, { ask: (rule, input) => inEngine(engine, rule, input) });
    }
  }
  return answers;
}

export function sourcesOf({ library, rules, data }: Program): Sources {
  const file = (path: string, text: string) => ({ path, bytes: Buffer.from(text) });
  return {
    files: [
      file('q.rego', textOf('q', library)),
      file('p.rego', textOf('p', rules)),
      file('data.json', JSON.stringify({ d: data })),
    ],
  };
}

/** As a bundle is loaded: the module is rewritten if nothing else is said. */
function prepared({ wasm, data, reads }: Built, rewrite = true): PreparedPolicy {
  const source = {
    name: 'fuzz',
    revision: '',
    digest: '',
    wasm,
    data: Buffer.from(data),
    reads: reads as Record<string, readonly (readonly string[])[] | null>,
  };
  return prepare(source, { rewrite, memory: MEMORY });
}

function load(policy: PreparedPolicy): Engine {
  return Engine.load(policy, { deadline: DEADLINE });
}

/** The same, but it gets the whole input. */
function withoutReads(policy: PreparedPolicy): PreparedPolicy {
  return { ...policy, reads: Object.fromEntries(Object.keys(policy.reads).map((entrypoint) => [entrypoint, null])) };
}

function inEngine(engine: Engine, rule: string, input: object): Answer {
  try {
    return { value: engine.entrypoint(`p/${rule}`)?.evaluate(input).value };
  } catch (error) {
    if (error instanceof GatewayError) return { fault: error.message };
    throw error;
  }
}

async function inOpa(evaluator: Awaited<ReturnType<Toolchain['open']>>, rule: string, input: object): Promise<Answer> {
  try {
    const { results } = await evaluator.evaluate(`data.p.${rule}`, { input });
    return { value: results[0]?.values[0] };
  } catch (error) {
    if (error instanceof GatewayError) return { fault: error.message };
    throw error;
  }
}

/** The engine and OPA may both fault only because the policy contradicts itself; two engines have the same fault. */
function agree(engine: Answer, other: Answer, against: Other): boolean {
  if ('value' in engine && 'value' in other) return alike(engine.value, other.value);
  if ('value' in engine || 'value' in other) return false;
  return against === 'OPA' ? CONFLICT.test(engine.fault) : engine.fault === other.fault;
}

const CONFLICT = /conflict/;

/**
 * Faults of one where the other has a value, or none; docs/policy-authoring.md lists them. Nothing else is known to differ,
 * and no fault ever allows.
 */
const KNOWN: readonly { readonly reason: string; readonly of: 'engine' | 'other'; readonly fault: RegExp }[] = [
  { reason: 'contradiction in what OPA passes over', of: 'engine', fault: CONFLICT },
  { reason: 'text that is no UTF-8', of: 'engine', fault: /string: invalid unicode$/ },
  { reason: 'expression that OPA cannot evaluate', of: 'other', fault: /with operand \d+ that requires evaluation/ },
];

function reasonOf(engine: Answer, other: Answer): string | undefined {
  const answers = { engine, other };
  return KNOWN.find(({ of, fault }) => {
    const answer = answers[of];
    return 'fault' in answer && fault.test(answer.fault);
  })?.reason;
}
