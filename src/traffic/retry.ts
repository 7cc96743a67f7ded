import type { RetryReason } from '../config/types.ts';
import type { Failure } from './transport/transport.ts';

/** Methods whose effect is the same when they arrive twice (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Milliseconds of the first pause at most, and of any. */
const PAUSE_MS = 25;
const MAX_PAUSE_MS = 250;

/** What of a request decides whether it may be sent again. */
export interface Repeatable {
  /** Whether its effect is the same when it arrives twice. */
  readonly idempotent: boolean;
  /** Whether all of its body can be sent again. */
  readonly replayable: boolean;
}

/** Whether a method is idempotent by itself. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/** The reason to repeat that a failed attempt is; undefined where there is none. */
export function reasonOf({ kind, answered }: Failure): RetryReason | undefined {
  switch (kind) {
    case 'connect':
    case 'connect_timeout':
      return 'connect';
    case 'refused':
      return 'refused';
    case 'reset':
      return answered ? undefined : 'reset';
    case 'timeout':
      return answered ? undefined : 'timeout';
    default:
      return undefined;
  }
}

/** The reason to repeat that an answer is; undefined where its status is none. */
export function reasonOfStatus(status: number): RetryReason | undefined {
  return status === 502 || status === 503 || status === 504 ? status : undefined;
}

/**
 * Whether a request may be sent again: what was surely not processed always, anything else only where it does no harm that
 * it may arrive twice.
 */
export function mayRepeat(reason: RetryReason, { idempotent, replayable }: Repeatable): boolean {
  return replayable && (idempotent || reason === 'connect' || reason === 'refused');
}

/**
 * Milliseconds to wait before an attempt: anything up to a bound that doubles, so that those who failed together do not
 * come back together.
 *
 * @param repetition 1 for the first
 * @param random 0 to 1
 */
export function pauseBefore(repetition: number, random: number): number {
  return random * Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** (repetition - 1));
}
