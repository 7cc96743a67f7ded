import type { Outcome } from '../../audit/exchange.ts';
import type { ErrorCode, GatewayError } from '../../errors.ts';

const OUTCOMES: Partial<Record<ErrorCode, Outcome>> = {
  denied: 'denied',
  obligation_failed: 'denied',
  rate_limited: 'limited',
  unauthenticated: 'unauthenticated',
  overloaded: 'shed',
  too_many_requests: 'shed',
};

/** How an exchange that ended with `error` is called in the decision log. */
export function outcomeOf(error: GatewayError): Outcome {
  return (
    OUTCOMES[error.code] ?? (error.status >= 500 && error.status !== 501 && error.status !== 505 ? 'failed' : 'refused')
  );
}
