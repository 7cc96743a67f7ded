import { GatewayError } from '../../src/errors.ts';
import { Engine } from '../../src/policy/engine.ts';
import { preparePolicy } from '../../src/policy/prepared.ts';
import type { Built, Sources, Toolchain } from '../../src/toolchain/toolchain.ts';
import { alike } from './alike.ts';
import { type Program, textOf } from './program.ts';

/** What one of the two says: a value, undefined, or a fault. */
export type Answer = { readonly value: unknown } | { readonly fault: string };

/** An evaluation on which the engine and OPA's evaluator do not agree. */
export interface Difference {
  readonly rule: string;
  readonly input: object;
  readonly engine: Answer;
  readonly opa: Answer;
}

export interface Trial {
  readonly evaluations: number;
  readonly differences: readonly Difference[];
}

const MEMORY = 256 << 20;
const DEADLINE = 5000;

/**
 * Evaluates every rule of a program with every input in the engine and in OPA's own evaluator.
 *
 * @throws GatewayError `policy_invalid` where it does not compile
 */
export async function tryProgram(toolchain: Toolchain, program: Program): Promise<Trial> {
  const entries = program.rules.filter(({ arity }) => arity === 0).map(({ name }) => name);
  const sources = sourcesOf(program);
  const built = await toolchain.build(sources, { entrypoints: entries.map((name) => `p/${name}`) });
  const engine = await load(built);
  const evaluator = await toolchain.open(sources);
  const differences: Difference[] = [];
  try {
    for (const input of program.inputs) {
      for (const rule of entries) {
        const [ours, theirs] = [inEngine(engine, rule, input), await inOpa(evaluator, rule, input)];
        if (!agree(ours, theirs)) differences.push({ rule, input, engine: ours, opa: theirs });
      }
    }
  } finally {
    await evaluator.close();
  }
  return { evaluations: entries.length * program.inputs.length, differences };
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

/** What the engine gets is what a bundle gives it: the projected input, the rewritten module. */
async function load({ wasm, data, reads }: Built): Promise<Engine> {
  const source = {
    name: 'fuzz',
    revision: '',
    digest: '',
    wasm,
    data: Buffer.from(data),
    reads: reads as Record<string, readonly (readonly string[])[] | null>,
  };
  return Engine.load(await preparePolicy(source, { rewrite: true, memory: MEMORY }), { deadline: DEADLINE });
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

/** Both may fault only because the policy contradicts itself. */
function agree(engine: Answer, opa: Answer): boolean {
  if ('value' in engine && 'value' in opa) return alike(engine.value, opa.value);
  return 'fault' in engine && 'fault' in opa && /conflict/.test(engine.fault);
}
