import { ERRORS, type GatewayError } from './errors.ts';

/** A reason that a policy gave and that it allows the client to see. */
export interface PublicReason {
  readonly code: string;
  readonly message?: string;
}

/** The ids that let an operator find the exchange again. */
export interface ProblemContext {
  readonly requestId?: string;
  readonly decisionId?: string;
  readonly reasons?: readonly PublicReason[];
}

/** Media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/**
 * The problem details object of RFC 9457 for an error, as JSON text. Only the table's sentence, `detail`, public reasons
 * and ids are in it: no stack, no address, no path, no claim.
 */
export function problemBody(error: GatewayError, context: ProblemContext = {}): string {
  const { status, title, retryable } = ERRORS[error.code];
  return JSON.stringify({
    type: 'about:blank',
    title,
    status,
    code: error.code,
    detail: error.detail,
    retryable,
    request_id: context.requestId,
    decision_id: context.decisionId,
    reasons: context.reasons && context.reasons.length > 0 ? context.reasons : undefined,
  });
}
