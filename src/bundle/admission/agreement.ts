import { GatewayError } from '../../errors.ts';
import type { Entrypoint } from '../../policy/engine.ts';
import { LimitExceeded } from '../../policy/faults.ts';
import { parseExactly } from '../../replay/recorded.ts';
import type { WireDecided } from '../../toolchain/wire.ts';
import { alike } from './alike.ts';

/** test: a test asks the policy about it; recorded: a client did; generated: it is made of those. */
export type Origin = 'test' | 'recorded' | 'generated';

/** What Regate's engine says: a value, undefined, or a fault. */
export type Answer = { readonly value: unknown; readonly ndBuiltins: string } | EngineFault;

export interface EngineFault {
  readonly fault: string;
  /** Whether docs/policy-authoring.md lists it as what may be where OPA has a value. */
  readonly listed: boolean;
}

/** OPA's runtime, and Regate's built-ins, on what OPA's own evaluator has an answer to. */
const LISTED = /conflict$|invalid unicode$|opa_malloc/;

/** What OPA's own evaluator cannot evaluate, and the compiled policy can. */
const BEYOND_OPA = /operand \d+ that requires evaluation/;

/** Asks the engine. */
export function ask(entrypoint: Entrypoint, input: object): Answer {
  try {
    const { value, ndBuiltins } = entrypoint.evaluate(input);
    return { value, ndBuiltins: ndBuiltins === undefined ? '' : JSON.stringify(ndBuiltins) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { fault: error.message, listed: error.cause instanceof LimitExceeded || LISTED.test(error.message) };
  }
}

/**
 * Whether both decide alike. What is listed as a difference between compiled policies and OPA's own evaluator is tolerated,
 * but no fault on an input of a test or of a client: there somebody counts on an answer. What takes OPA's evaluator too long
 * says nothing.
 */
export function agrees(engine: Answer, opa: WireDecided, origin: Origin): boolean {
  if (opa.late) return true;
  if (opa.error !== undefined) return 'fault' in engine || BEYOND_OPA.test(opa.error);
  if ('fault' in engine) return engine.listed && origin === 'generated';
  return alike(engine.value, opa.value === undefined ? undefined : parseExactly(opa.value));
}

/** An answer for people. */
export function describeEngine(answer: Answer): string {
  return 'fault' in answer ? answer.fault : (JSON.stringify(answer.value) ?? 'undefined');
}

export function describeOpa({ value, error }: WireDecided): string {
  return error?.replaceAll(/\s+/g, ' ') ?? value ?? 'undefined';
}
