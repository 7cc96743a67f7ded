import {
  type Attempt,
  type AttemptObserver,
  type ConnectionOptions,
  type FailureKind,
  type OutgoingRequest,
  openTransport,
  type Responder,
  type Transport,
} from './transport/transport.ts';

/** How long an endpoint that could not be connected to is passed over while there are others. */
const PASSED_OVER_MS = 1000;

/** What the admin interface and the metrics show of an endpoint. Counts since it was configured. */
export interface EndpointStatistics {
  readonly url: string;
  readonly requests: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
  readonly inFlight: number;
  /** Open connections. */
  readonly connected: number;
  /** Whether the last connection to it failed and it is passed over for now. */
  readonly passedOver: boolean;
}

/** One address of an upstream. */
export class Endpoint implements AttemptObserver {
  /** As `http://10.0.0.1:8080`. */
  readonly url: string;
  readonly #transport: Transport;
  readonly #now: () => number;
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
  #requests = 0;
  #inFlight = 0;
  #passedOverUntil = 0;

  /** @param now Unix milliseconds. */
  constructor(url: string, options: ConnectionOptions, now: () => number) {
    this.url = url;
    this.#transport = openTransport({ url }, { ...options, protocol: 'http1' });
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

  send(request: OutgoingRequest, responder: Responder): Attempt {
    this.#requests++;
    this.#inFlight++;
    return this.#transport.send(request, responder, this);
  }

  onConnected(): void {
    this.#passedOverUntil = 0;
  }

  onOver(failure: FailureKind | undefined): void {
    this.#inFlight--;
    if (failure === undefined) return;
    this.#failures[failure]++;
    if (failure === 'connect' || failure === 'connect_timeout') this.#passedOverUntil = this.#now() + PASSED_OVER_MS;
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
      inFlight: this.#inFlight,
      connected: this.#transport.connected,
      passedOver: this.#passedOverUntil > this.#now(),
    };
  }
}
