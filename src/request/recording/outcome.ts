import type { Outcome } from '../../audit/exchange.ts';
import type { ErrorCode, GatewayError } from '../../errors.ts';
import type { ForwardResult } from '../forwarding/plan.ts';

const OUTCOMES: Partial<Record<ErrorCode, Outcome>> = {
  denied: 'denied',
  obligation_failed: 'denied',
  rate_limited: 'limited',
  unauthenticated: 'unauthenticated',
  overloaded: 'shed',
  too_many_requests: 'shed',
  throttled: 'shed',
  upstream_overloaded: 'shed',
  no_longer_allowed: 'denied',
  credential_expired: 'unauthenticated',
  stream_limit: 'aborted',
};

/** How an exchange that ended with `error` is called in the decision log. */
export function outcomeOf(error: GatewayError): Outcome {
  return (
    OUTCOMES[error.code] ?? (error.status >= 500 && error.status !== 501 && error.status !== 505 ? 'failed' : 'refused')
  );
}

/** How an exchange that was answered is called. */
export function outcomeOfAnswer({ aborted, ended }: Pick<ForwardResult, 'aborted' | 'ended'>): Outcome {
  if (ended) return outcomeOf(ended);
  if (aborted === undefined) return 'allowed';
  return aborted === 'client' ? 'aborted' : 'failed';
}
