import type { EndpointState } from './board.ts';
import { Latency } from './latency.ts';
import type { Member } from './supervision/members.ts';
import { STATE } from './supervision/rows.ts';
import {
  type Attempt,
  type AttemptObserver,
  type FailureKind,
  type OutgoingRequest,
  openTransport,
  type Responder,
  type Transport,
  type TransportOptions,
} from './transport/transport.ts';

/** How long an endpoint that could not be connected to is passed over while there are others. */
const PASSED_OVER_MS = 1000;

/** What the admin interface and the metrics show of an endpoint. Counts of one worker since it was configured. */
export interface EndpointStatistics {
  readonly url: string;
  readonly requests: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
  /** Answers with 5xx. */
  readonly faults: number;
  readonly inFlight: number;
  /** Open connections. */
  readonly connected: number;
  /** Whether the last connection to it failed and it is passed over for now. */
  readonly passedOver: boolean;
  /** Times from the start of an attempt to the head of its answer; see latency.ts. */
  readonly latency: Uint32Array;
}

/** One address of an upstream, as one worker sees it. */
export class Endpoint implements AttemptObserver {
  /** As `http://10.0.0.1:8080`. */
  readonly url: string;
  /** What all threads know of it. */
  readonly state: EndpointState;
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #latency = new Latency();
  readonly #failures: Record<FailureKind, number> = {
    connect: 0,
    connect_timeout: 0,
    invalid: 0,
    refused: 0,
    reset: 0,
    protocol: 0,
    timeout: 0,
    abandoned: 0,
  };
  /** Requests of this worker. */
  inFlight = 0;
  #requests = 0;
  #faults = 0;
  #passedOverUntil = 0;
  /** Whether an attempt of this worker is the one that decides whether it comes back. */
  #onTrial = false;

  /** @param now Unix milliseconds. */
  constructor(member: Member, options: TransportOptions, state: EndpointState, now: () => number) {
    this.url = member.url;
    this.state = state;
    this.#transport = openTransport(member, options);
    this.#now = now;
  }

  /**
   * Whether a request should go here while there are other endpoints. After a failed connect the answer is no for a
   * second; then one request is let through to try it, and the others wait for what comes of that.
   */
  offer(): boolean {
    if (this.#passedOverUntil === 0) return true;
    const now = this.#now();
    if (now < this.#passedOverUntil) return false;
    this.#passedOverUntil = now + PASSED_OVER_MS;
    return true;
  }

  /** Whether a connection to it failed a moment ago. Asking uses no chance of it up. */
  get passedOver(): boolean {
    return this.#passedOverUntil > this.#now();
  }

  /** Takes the one request that may try an ejected endpoint. */
  takeTrial(): boolean {
    if (!this.state.changeState(STATE.offered, STATE.taken)) return false;
    this.#onTrial = true;
    return true;
  }

  send(request: OutgoingRequest, responder: Responder): Attempt {
    this.#requests++;
    this.inFlight++;
    return this.#transport.send(request, responder, this);
  }

  /** The head of an answer came. @param ms since the attempt began */
  answered(status: number, ms: number): void {
    this.#latency.observe(ms);
    if (status < 500) {
      this.state.succeeded();
      if (this.#onTrial) this.#conclude(STATE.succeeded);
    } else {
      this.#faults++;
      this.#fault();
    }
  }

  onConnected(): void {
    this.#passedOverUntil = 0;
  }

  onOver(failure: FailureKind | undefined): void {
    this.inFlight--;
    if (failure === undefined) return;
    this.#failures[failure]++;
    if (failure === 'connect' || failure === 'connect_timeout') this.#passedOverUntil = this.#now() + PASSED_OVER_MS;
    if (failure !== 'abandoned' && failure !== 'invalid' && failure !== 'refused') this.#fault();
    else if (this.#onTrial) this.#giveTrialBack();
  }

  /** Lets requests in flight finish; resolves when the last connection is closed. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  statistics(): EndpointStatistics {
    return {
      url: this.url,
      requests: this.#requests,
      failures: { ...this.#failures },
      faults: this.#faults,
      inFlight: this.inFlight,
      connected: this.#transport.connected,
      passedOver: this.passedOver,
      latency: this.#latency.buckets.slice(),
    };
  }

  #fault(): void {
    this.state.failed();
    if (this.#onTrial) this.#conclude(STATE.failed);
  }

  #conclude(outcome: typeof STATE.succeeded | typeof STATE.failed): void {
    this.#onTrial = false;
    this.state.changeState(STATE.taken, outcome);
  }

  /** The request came to nothing for another reason: the next one tries. */
  #giveTrialBack(): void {
    this.#onTrial = false;
    this.state.changeState(STATE.taken, STATE.offered);
  }
}
