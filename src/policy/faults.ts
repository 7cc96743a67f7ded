import { GatewayError, toGatewayError } from '../errors.ts';

/** The evaluation asked for more than it may have; a built-in that throws it ends the evaluation, and is not undefined. */
export class LimitExceeded extends Error {}

/** The evaluation took longer than it may. */
export class DeadlineExceeded extends LimitExceeded {
  constructor(limit: number) {
    super(`the evaluation took longer than ${limit} ms`);
  }
}

/** The runtime of OPA gave up (`opa_abort`); `message` is what it said. */
export class PolicyAbort extends Error {}

/** The module answered with something that OPA's runtime does not answer with. */
export class RuntimeBroken extends Error {}

/** A policy that contradicts itself: two values for one rule, or for one key of an object. */
const CONFLICT = /conflict$/;

/**
 * What an evaluation threw, as the one error that callers see. A contradiction in the policy is a fault of the policy;
 * all else (time, memory, a trap, an abort) says that it cannot decide now.
 */
export function faultOf(thrown: unknown): GatewayError {
  if (thrown instanceof PolicyAbort && CONFLICT.test(thrown.message)) {
    return new GatewayError('policy_fault', `The policy contradicts itself: ${thrown.message}`, { cause: thrown });
  }
  if (thrown instanceof GatewayError) return thrown;
  const { message } = toGatewayError(thrown);
  const headers = { 'retry-after': '1' };
  return new GatewayError('policy_unavailable', `The evaluation was ended: ${message}`, { headers, cause: thrown });
}
