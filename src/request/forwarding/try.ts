import type { Duplex } from 'node:stream';
import type { Endpoint } from '../../traffic/endpoint.ts';
import type {
  Attempt,
  Failure,
  OutgoingRequest,
  ReceivedHeaders,
  Responder,
} from '../../traffic/transport/transport.ts';
import type { Upstream } from '../../traffic/upstream.ts';

/** Bytes of an answer that nobody wants which are read so that its connection can go on. */
const DISCARDED = 64 * 1024;

/** Is told what comes of an attempt, as long as it is wanted. */
export interface Tries {
  onBodySent(bytes: number): void;
  onSent(): void;
  onInterim(status: number, headers: ReceivedHeaders): void;
  /** False: the answer is not wanted. */
  onHead(attempt: Try, status: number, headers: ReceivedHeaders): boolean;
  onData(chunk: Buffer): boolean;
  onTrailers(headers: ReceivedHeaders): void;
  onEnd(): void;
  onFailure(attempt: Try, failure: Failure): void;
  onUpgrade(attempt: Try, headers: ReceivedHeaders, stream: Duplex, head?: Buffer): void;
}

/** Whether it waits for a connection, is being sent, is sent, is answered, or is of no more interest. */
export type Phase = 'waiting' | 'sending' | 'sent' | 'answered' | 'retired';

/** One attempt of an exchange. */
export class Try implements Responder {
  readonly endpoint: Endpoint;
  /** When it began, Unix milliseconds. */
  readonly since: number;
  phase: Phase = 'waiting';
  readonly #upstream: Upstream;
  readonly #tries: Tries;
  #attempt: Attempt | undefined;
  #discarded = 0;

  constructor(tries: Tries, upstream: Upstream, endpoint: Endpoint) {
    this.#tries = tries;
    this.#upstream = upstream;
    this.endpoint = endpoint;
    this.since = upstream.watch.now();
  }

  /** The upstream has counted it among those that wait for a connection. */
  send(request: OutgoingRequest): void {
    this.#attempt = this.endpoint.send(request, this);
    // A failure may have come at once, and with it the end.
    if (this.phase === 'retired') this.#attempt.abort('abandoned');
  }

  resume(): void {
    this.#attempt?.resume();
  }

  /** Ends it; nothing more is heard of it. */
  abort(kind: 'timeout' | 'protocol' | 'abandoned'): void {
    this.#retire();
    this.#attempt?.abort(kind);
  }

  onSending(): void {
    if (this.phase !== 'waiting') return;
    this.#upstream.ceaseWaiting();
    this.phase = 'sending';
  }

  onBodySent(bytes: number): void {
    if (this.phase !== 'retired') this.#tries.onBodySent(bytes);
  }

  onSent(): void {
    if (this.phase === 'sending') this.phase = 'sent';
    if (this.phase !== 'retired') this.#tries.onSent();
  }

  onInterim(status: number, headers: ReceivedHeaders): void {
    if (this.phase !== 'retired') this.#tries.onInterim(status, headers);
  }

  onHead(status: number, headers: ReceivedHeaders): void {
    this.endpoint.answered(status, this.#upstream.watch.now() - this.since);
    if (this.phase === 'retired') return;
    this.phase = 'answered';
    if (!this.#tries.onHead(this, status, headers)) this.#retire();
  }

  onData(chunk: Buffer): boolean {
    if (this.phase !== 'retired') return this.#tries.onData(chunk);
    this.#discarded += chunk.length;
    if (this.#discarded > DISCARDED) this.#attempt?.abort('abandoned');
    return true;
  }

  onTrailers(headers: ReceivedHeaders): void {
    if (this.phase !== 'retired') this.#tries.onTrailers(headers);
  }

  onEnd(): void {
    if (this.phase !== 'retired') this.#tries.onEnd();
  }

  onFailure(failure: Failure): void {
    if (this.phase === 'retired') return;
    this.#retire();
    this.#tries.onFailure(this, failure);
  }

  onUpgrade(headers: ReceivedHeaders, stream: Duplex, head?: Buffer): void {
    this.endpoint.answered(101, this.#upstream.watch.now() - this.since);
    this.#tries.onUpgrade(this, headers, stream, head);
  }

  #retire(): void {
    if (this.phase === 'waiting') this.#upstream.ceaseWaiting();
    this.phase = 'retired';
  }
}
