import type { Duplex } from 'node:stream';
import type {
  Attempt,
  AttemptObserver,
  Failure,
  FailureKind,
  OutgoingRequest,
  ReceivedHeaders,
  Responder,
  Transport,
} from '../../../src/traffic/transport/transport.ts';

/** Keeps what one attempt tells, and in which order. */
export class Recorder implements Responder, AttemptObserver {
  /** Names of the calls, data only once in a row. */
  readonly calls: string[] = [];
  readonly interim: [number, ReceivedHeaders][] = [];
  readonly chunks: Buffer[] = [];
  readonly overs: (FailureKind | undefined)[] = [];
  status = 0;
  headers: ReceivedHeaders = {};
  trailers: ReceivedHeaders | undefined;
  failure: Failure | undefined;
  tunnel: Duplex | undefined;
  sent = 0;
  connected = 0;
  /** What `onData` answers. */
  flowing = true;
  attempt!: Attempt;
  readonly #done = Promise.withResolvers<this>();
  readonly #head = Promise.withResolvers<void>();
  readonly #data = Promise.withResolvers<void>();

  /** The end, the failure or the tunnel. */
  get done(): Promise<this> {
    return this.#done.promise;
  }

  get head(): Promise<void> {
    return this.#head.promise;
  }

  get data(): Promise<void> {
    return this.#data.promise;
  }

  get body(): string {
    return Buffer.concat(this.chunks).toString();
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  onSending(): void {
    this.calls.push('sending');
  }

  onBodySent(bytes: number): void {
    this.sent += bytes;
  }

  onSent(): void {
    this.calls.push('sent');
  }

  onInterim(status: number, headers: ReceivedHeaders): void {
    this.calls.push('interim');
    this.interim.push([status, headers]);
  }

  onHead(status: number, headers: ReceivedHeaders): void {
    this.calls.push('head');
    this.status = status;
    this.headers = headers;
    this.#head.resolve();
  }

  onData(chunk: Buffer): boolean {
    if (this.calls.at(-1) !== 'data') this.calls.push('data');
    this.chunks.push(Buffer.from(chunk));
    this.#data.resolve();
    return this.flowing;
  }

  onTrailers(headers: ReceivedHeaders): void {
    this.calls.push('trailers');
    this.trailers = headers;
  }

  onEnd(): void {
    this.calls.push('end');
    this.#done.resolve(this);
  }

  onFailure(failure: Failure): void {
    this.calls.push('failure');
    this.failure = failure;
    this.#done.resolve(this);
  }

  onUpgrade(headers: ReceivedHeaders, stream: Duplex): void {
    this.calls.push('upgrade');
    this.headers = headers;
    this.tunnel = stream;
    stream.on('error', () => {});
    this.#done.resolve(this);
  }

  onConnected(): void {
    this.connected++;
  }

  onOver(failure: FailureKind | undefined): void {
    this.overs.push(failure);
  }
}

/** Sends a request, GET / where nothing else is said. */
export function send(transport: Transport, request: Partial<OutgoingRequest> = {}): Recorder {
  const recorder = new Recorder();
  const authority = 'shop.example';
  const headers = ['host', authority, ...(request.headers ?? [])];
  const whole = { method: 'GET', path: '/', authority, body: null, ...request, headers };
  recorder.attempt = transport.send(whole, recorder, recorder);
  return recorder;
}
