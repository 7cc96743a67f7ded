import type { RetryReason } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import type { Endpoint } from '../../traffic/endpoint.ts';
import { mayRepeat, pauseBefore } from '../../traffic/retry.ts';
import type { OutgoingRequest } from '../../traffic/transport/transport.ts';
import type { ForwardPlan } from './plan.ts';
import { isRepeatable } from './repeatable.ts';
import { type Tries, Try } from './try.ts';

/** Whoever wants the answer. */
export interface Asker extends Tries {
  /** Whether nothing of an answer has reached the client, and one is still wanted. */
  readonly isOpen: boolean;
  /** An attempt begins. */
  onAttempt(): void;
  /** No attempt can be made. */
  onNoAttempt(error: GatewayError): void;
}

function again(attempts: Attempts): void {
  attempts.again();
}

function hedge(attempts: Attempts): void {
  attempts.hedge();
}

/** The attempts of one exchange: one after the other, and with hedging two at a time. */
export class Attempts {
  /** The one that the answer is expected of. */
  current: Try | undefined;
  count = 0;
  readonly #asker: Asker;
  readonly #plan: ForwardPlan;
  readonly #outgoing: OutgoingRequest;
  /** A second one beside it: whoever answers first is taken. */
  #rival: Try | undefined;
  #tried: Set<Endpoint> | undefined;
  /** Whether an attempt counts among the upstream's repetitions. */
  #repeats = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(asker: Asker, plan: ForwardPlan, outgoing: OutgoingRequest) {
    this.#asker = asker;
    this.#plan = plan;
    this.#outgoing = outgoing;
  }

  start(): void {
    this.again();
    const { hedge: config } = this.#plan.upstream.config;
    if (config && isRepeatable(this.#plan, this.#outgoing.body).harmless) {
      this.#timer = setTimeout(hedge, config.after, this);
    }
  }

  /** Makes an attempt, the first one or another. */
  again(): void {
    if (!this.#asker.isOpen) return;
    const { upstream, hash } = this.#plan;
    const endpoint = upstream.choose(this.#tried, hash) ?? this.current?.endpoint;
    if (endpoint === undefined) {
      this.#asker.onNoAttempt(unavailable('upstream_unavailable', upstream.name, 'has no endpoint that is available'));
    } else if (upstream.wait()) {
      this.current = this.#open(endpoint);
      this.current.send(this.#outgoing);
    } else {
      this.#asker.onNoAttempt(unavailable('upstream_overloaded', upstream.name, 'has too many that wait; see breaker'));
    }
  }

  /** A second attempt beside a slow one. */
  hedge(): void {
    const { upstream, hash } = this.#plan;
    const { current } = this;
    if (!this.#asker.isOpen || current === undefined || current.phase === 'retired') return;
    const endpoint = upstream.choose(new Set([current.endpoint]), hash);
    if (endpoint === undefined || !upstream.enterRetry(true)) return;
    this.#repeats = true;
    if (!upstream.wait()) return;
    this.#rival = this.#open(endpoint);
    this.#rival.send(this.#outgoing);
  }

  /** Gives an attempt up in favour of another one, where there is one or may be one. */
  replace(attempt: Try, reason: RetryReason): boolean {
    if (this.#rival) {
      if (attempt === this.current) this.current = this.#rival;
      this.#rival = undefined;
      return true;
    }
    if (!this.mayRepeat(reason)) return false;
    this.#leaveRetry();
    const unanswered = reason === 'connect' || reason === 'refused' || reason === 'reset';
    if (!this.#plan.upstream.enterRetry(!unanswered)) return false;
    this.#repeats = true;
    this.#tried ??= new Set();
    this.#tried.add(attempt.endpoint);
    clearTimeout(this.#timer);
    // Not from within the transport, which is still putting the connection away.
    if (unanswered && this.count === 1) process.nextTick(again, this);
    else this.#timer = setTimeout(again, pauseBefore(this.count, this.#plan.upstream.random()), this);
    return true;
  }

  mayRepeat(reason: RetryReason): boolean {
    const { upstream } = this.#plan;
    const { retry } = upstream.config;
    if (!this.#asker.isOpen || this.count >= retry.attempts || !retry.on.includes(reason)) return false;
    // A lone endpoint that cannot be reached is not asked again at once.
    if (reason === 'connect' && !upstream.hasOther(this.current!.endpoint)) return false;
    return mayRepeat(reason, isRepeatable(this.#plan, this.#outgoing.body));
  }

  /** The answer of this one counts. */
  prefer(attempt: Try): void {
    const other = attempt === this.current ? this.#rival : this.current;
    this.current = attempt;
    this.#rival = undefined;
    other?.abort('abandoned');
  }

  /** Ends all of them. */
  abort(kind: 'timeout' | 'abandoned'): void {
    this.current?.abort(kind);
    this.#rival?.abort(kind);
  }

  /** The exchange is over. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#leaveRetry();
  }

  #open(endpoint: Endpoint): Try {
    this.count++;
    this.#asker.onAttempt();
    return new Try(this.#asker, this.#plan.upstream, endpoint);
  }

  #leaveRetry(): void {
    if (this.#repeats) this.#plan.upstream.leaveRetry();
    this.#repeats = false;
  }
}

/** The upstream cannot take a request at the moment. */
export function unavailable(code: 'upstream_unavailable' | 'upstream_overloaded', name: string, why: string) {
  const message = `upstream "${name}" ${why}; regate upstreams shows more`;
  return new GatewayError(code, message, { headers: { 'retry-after': '1' } });
}
