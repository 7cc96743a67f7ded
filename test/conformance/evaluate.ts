import { GatewayError } from '../../src/errors.ts';
import { Instance } from '../../src/policy/instance.ts';
import { parseLiteral } from '../../src/policy/literal.ts';
import { plainOf, throughJson } from '../../src/policy/plain.ts';
import { type PreparedPolicy, preparePolicy } from '../../src/policy/prepared.ts';
import { compileSerializer } from '../../src/policy/serializer.ts';
import { compareValues, type RegoSet } from '../../src/policy/value.ts';
import type { Case } from './case.ts';
import { differenceOf, type Outcome } from './expectation.ts';

/** What became of a case. */
export interface Verdict {
  /** Whether the engine ran it, or refused its module. */
  readonly status: 'passed' | 'failed' | 'refused';
  /** Why it was refused. */
  readonly reason?: string;
  readonly want?: string;
  readonly got?: string;
  /** Whether it has an input that can be projected to what it reads, and was evaluated with that too. */
  readonly projected: boolean;
}

export interface EvaluateOptions {
  /** Whether modules are rewritten, as by default. */
  readonly rewrite: boolean;
}

/** The heap is kept where patterns were compiled, so a second evaluation can go another way than the first. */
const EVALUATIONS = 3;

const MEMORY = 256 << 20;
const DEADLINE = 5000;

/** Evaluates the cases of a module in the engine; the verdicts are in the order of the cases. */
export async function evaluateModule(
  wasm: Uint8Array,
  cases: readonly Case[],
  options: EvaluateOptions,
): Promise<Verdict[]> {
  const prepared = new Map<string, PreparedPolicy | GatewayError>();
  const verdicts: Verdict[] = [];
  for (const one of cases) {
    const data = JSON.stringify(one.data ?? {});
    if (!prepared.has(data)) prepared.set(data, await prepare(wasm, data, options));
    verdicts.push(verdictOf(one, prepared.get(data) as PreparedPolicy | GatewayError));
  }
  return verdicts;
}

async function prepare(wasm: Uint8Array, data: string, { rewrite }: EvaluateOptions) {
  const source = { name: 'conformance', revision: '1', digest: '', wasm, data: Buffer.from(data) };
  try {
    return await preparePolicy(source, { rewrite, memory: MEMORY });
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function verdictOf(one: Case, prepared: PreparedPolicy | GatewayError): Verdict {
  if (prepared instanceof GatewayError) {
    return { status: 'refused', reason: prepared.message, projected: false };
  }
  const instance = new Instance(prepared.module, prepared.image, prepared.builtins, {
    deadline: DEADLINE,
    now: Date.now,
    print() {},
  });
  const [whole, projection] = inputsOf(one);
  for (let i = 0; i < EVALUATIONS; i++) {
    const difference = differenceOf(one, outcomeOf(instance, whole));
    if (difference !== undefined) return { status: 'failed', ...difference, projected: false };
  }
  if (projection === undefined) return { status: 'passed', projected: false };
  const difference = differenceOf(one, outcomeOf(instance, projection));
  if (difference === undefined) return { status: 'passed', projected: true };
  return { status: 'failed', want: difference.want, got: `projected: ${difference.got}`, projected: true };
}

/** The literal of the case's input (empty where it has none), and of what the case reads of it. */
function inputsOf({ input, input_term, reads }: Case): [string, string?] {
  // Rego allows a comma before the end, which literals have not.
  const term = input_term?.replace(/,(?=\s*[}\]])/g, '');
  const value = term === undefined ? input : plainTerm(term);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.isRawJSON(value)) {
    return [term ?? JSON.stringify(value) ?? ''];
  }
  const whole = term ?? compileSerializer(null)(value);
  return reads === null ? [whole] : [whole, compileSerializer(reads)(value)];
}

/** The value of a literal that is JSON; undefined where it is not. */
function plainTerm(literal: string): unknown {
  const value = parseLiteral(literal);
  return compareValues(throughJson(value), value) === 0 ? plainOf(value) : undefined;
}

function outcomeOf(instance: Instance, input: string): Outcome {
  try {
    const text = instance.evaluate(0, input, (view, address) => view.text(address));
    return { results: parseLiteral(text) as RegoSet };
  } catch (error) {
    if (error instanceof GatewayError) return { error };
    throw error;
  }
}
