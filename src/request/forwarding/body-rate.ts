import { grpcKind } from '../../http/grpc.ts';
import type { CanonicalRequest } from '../canonical.ts';

/** What a client owes while it sends a body. */
export interface BodyPace {
  /** Bytes a second; 0: any rate. */
  readonly minRate: number;
  /** Milliseconds for the whole body. */
  readonly timeout: number;
}

/** A client may be slow for so long, in milliseconds, before its rate counts: networks pause, and senders begin gently. */
const GRACE_MS = 5000;

/**
 * Judges how fast a client sends a body. Only its own turn counts: while the gateway or the upstream takes nothing more, the
 * clock stands still.
 */
export class BodyRate {
  readonly #pace: BodyPace;
  #seenAt: number;
  /** Milliseconds of the client's turn so far. */
  #turn = 0;

  /** @param now milliseconds of any clock, the same as for `check`. */
  constructor(pace: BodyPace, now: number) {
    this.#pace = pace;
    this.#seenAt = now;
  }

  /**
   * What is wrong, as a part of a sentence; undefined where nothing is.
   *
   * @param bytes of the body so far.
   * @param clientsTurn whether the client could have sent something since the last look.
   */
  check(now: number, bytes: number, clientsTurn: boolean): string | undefined {
    const passed = now - this.#seenAt;
    this.#seenAt = now;
    if (!clientsTurn) return undefined;
    this.#turn += passed;
    const { minRate, timeout } = this.#pace;
    if (this.#turn >= timeout) return `the body took longer than ${timeout} ms`;
    if (this.#turn < GRACE_MS || (bytes * 1000) / this.#turn >= minRate) return undefined;
    return `the body came at less than ${minRate} bytes a second`;
  }
}

/** Who watches over a body; nobody where the client of a gRPC stream may be silent for as long as it likes. */
export function bodyRate(
  { pace, request }: { readonly pace: BodyPace; readonly request: Pick<CanonicalRequest, 'header'> },
  now: number,
): BodyRate | undefined {
  return grpcKind(request.header('content-type')) ? undefined : new BodyRate(pace, now);
}
