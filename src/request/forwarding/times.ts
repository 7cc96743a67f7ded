import { GatewayError } from '../../errors.ts';
import { grpcKind, parseTimeout } from '../../http/grpc.ts';
import { preferredWait } from '../../http/prefer.ts';
import type { ForwardPlan } from './plan.ts';
import type { Phase } from './try.ts';

/**
 * Which limit is over: that of the attempt, where another one may follow; the exchange's; the answer's beginning; silence
 * within it; the age of a stream; its client's credential.
 */
export type Late = 'try' | 'total' | 'headers' | 'idle' | 'age' | 'credential';

/** The limits in time of one exchange. All times are Unix milliseconds. */
export class Times {
  readonly #plan: ForwardPlan;
  /** How long the client wants to wait at most. */
  readonly #wanted: number;
  #deadline = 0;
  #tryUntil = Number.POSITIVE_INFINITY;
  #started = 0;
  /** Counts everything that arrives or leaves; `look` compares it. */
  #moves = 0;
  #seen = -1;
  #quietSince = 0;
  #goesOn = false;
  #expiresAt = Number.POSITIVE_INFINITY;

  constructor(plan: ForwardPlan) {
    this.#plan = plan;
    this.#wanted = wantedWait(plan.request);
  }

  start(now: number): void {
    this.#started = now;
    this.#deadline = now + Math.min(this.#plan.route.timeout, this.#wanted);
  }

  /** An attempt begins. */
  tries(now: number): void {
    const { try: most } = this.#plan.upstream.config.timeouts;
    if (most !== undefined) this.#tryUntil = now + most;
  }

  /** Something arrived or left. */
  moved(): void {
    this.#moves++;
  }

  /** The answer has begun, and lasts as long as there is something to say. @param expiresAt when its client's credential ends */
  goOn(expiresAt: number): void {
    this.#goesOn = true;
    this.#expiresAt = expiresAt;
    this.#deadline = this.#started + this.#wanted;
  }

  /** @param ended whether the whole answer was handed over */
  look(now: number, phase: Phase, ended: boolean, clientsTurn: boolean): Late | undefined {
    const { route, upstream } = this.#plan;
    const { headers, idle } = upstream.config.timeouts;
    if (this.#moves !== this.#seen || clientsTurn) {
      this.#seen = this.#moves;
      this.#quietSince = now;
    }
    // The time of the exchange counts from the end of the request; a client has its own limit for sending it.
    if (phase === 'sending' && clientsTurn) this.#deadline = now + Math.min(route.timeout, this.#wanted);
    const quiet = now - this.#quietSince;
    if (now >= this.#deadline) return 'total';
    if (phase === 'sent' && quiet >= headers) return 'headers';
    if (this.#goesOn) {
      if (now >= this.#expiresAt) return 'credential';
      if (now >= this.#started + route.stream.maxAge) return 'age';
      return quiet >= route.stream.idle ? 'idle' : undefined;
    }
    if (ended || phase === 'answered') return quiet >= idle ? 'idle' : undefined;
    return phase !== 'retired' && now >= this.#tryUntil ? 'try' : undefined;
  }

  /** For operators, after the name of the endpoint. */
  explain(late: Late): string {
    const { route, upstream } = this.#plan;
    if (late === 'headers') return `sent no answer within ${upstream.config.timeouts.headers} ms`;
    if (late === 'idle') return `went quiet for ${upstream.config.timeouts.idle} ms`;
    return this.#wanted < route.timeout
      ? `took longer than the ${this.#wanted} ms that the client waits`
      : `took longer than the route's timeout of ${route.timeout} ms`;
  }
}

function wantedWait(request: ForwardPlan['request']): number {
  const timeout = grpcKind(request.header('content-type')) ? request.header('grpc-timeout') : undefined;
  const prefer = request.header('prefer');
  const wanted = timeout === undefined ? prefer && preferredWait(prefer) : parseTimeout(timeout);
  return wanted || Number.POSITIVE_INFINITY;
}

/** Why a stream that did nothing wrong comes to its end. */
export function endOfStream(late: 'credential' | 'age' | 'idle'): GatewayError {
  if (late === 'credential') return new GatewayError('credential_expired', 'the credential of a stream expired');
  return new GatewayError(
    'stream_limit',
    `a stream came to stream.${late === 'age' ? 'max_age' : 'idle'} of its route`,
  );
}
