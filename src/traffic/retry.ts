import type { Failure } from './transport/transport.ts';

/** Methods whose effect is the same when they arrive twice (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * Whether a request may be sent again after a failed attempt: always where nothing of it was sent; without a body where
 * the endpoint says that it did not look at it; where the connection ended before any byte of an answer, only an idempotent request without a body. The decision and the limits are not
 * asked again.
 */
export function mayRetry(failure: Failure, method: string, hasBody: boolean): boolean {
  if (failure.kind === 'connect' || failure.kind === 'connect_timeout') return true;
  if (failure.kind === 'refused') return !hasBody;
  return failure.kind === 'reset' && !failure.answered && !hasBody && IDEMPOTENT.has(method);
}
