import { type ClientHttp2Stream, constants } from 'node:http2';
import { Readable } from 'node:stream';
import type { Attempt, AttemptObserver, FailureKind, OutgoingRequest, ReceivedHeaders, Responder } from './attempt.ts';
import type { Http2Connection } from './http2-connection.ts';
import { requestFields, statusOf, toReceived } from './http2-fields.ts';
import { MAX_INTERIM } from './interim.ts';

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = constants;

/** Codes that say that the answer, or what we made of it, breaks a rule: nothing that another try would cure. */
const BROKEN: ReadonlySet<number> = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_FRAME_SIZE_ERROR,
  constants.NGHTTP2_COMPRESSION_ERROR,
  constants.NGHTTP2_ENHANCE_YOUR_CALM,
  constants.NGHTTP2_HTTP_1_1_REQUIRED,
]);

/** One request on its way to one endpoint, as a stream of HTTP/2. */
export class Http2Attempt implements Attempt {
  readonly #request: OutgoingRequest;
  readonly #responder: Responder;
  readonly #observer: AttemptObserver;
  readonly #waiting: Set<Http2Attempt>;
  #connection: Http2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #error: Error | undefined;
  #trailers: ReceivedHeaders | undefined;
  #progress = 0;
  #interim = 0;
  #answered = false;
  /** Whether the answer has come to its end, though it may not have been read to it. */
  #complete = false;
  #tunnel = false;
  #over = false;

  /** @param waiting those that wait for a connection; it leaves them when it is aborted. */
  constructor(request: OutgoingRequest, responder: Responder, observer: AttemptObserver, waiting: Set<Http2Attempt>) {
    this.#request = request;
    this.#responder = responder;
    this.#observer = observer;
    this.#waiting = waiting;
  }

  /** Sends the request on a connection that has room. */
  start(connection: Http2Connection, scheme: 'http' | 'https'): void {
    const { body, upgrade } = this.#request;
    if (upgrade && !connection.takesTunnels) {
      this.fail('protocol', new Error('its settings do not allow WebSocket over HTTP/2 (RFC 8441)'));
      return;
    }
    let stream: ClientHttp2Stream;
    try {
      stream = connection.open(requestFields(this.#request, scheme), body === null && !upgrade);
    } catch (error) {
      this.fail('invalid', error as Error);
      return;
    }
    this.#connection = connection;
    this.#progress = connection.progress;
    this.#stream = stream;
    this.#listen(stream);
    this.#observer.onConnected();
    this.#responder.onSending();
    this.#send(stream);
  }

  resume(): void {
    const stream = this.#stream;
    if (this.#over || !stream) return;
    if (stream.destroyed) this.#readRest(stream);
    else stream.resume();
  }

  abort(kind: 'timeout' | 'protocol' | 'abandoned'): void {
    if (this.#over) return;
    const connection = this.#connection;
    // A connection on which nothing arrives may be dead; others should not wait for the same end.
    if (kind === 'timeout' && connection?.progress === this.#progress) connection.retire();
    this.#finish(kind);
    this.#stream?.close(NGHTTP2_CANCEL);
  }

  fail(kind: FailureKind, cause: Error): void {
    this.#finish(kind);
    this.#stream?.close(NGHTTP2_CANCEL);
    this.#responder.onFailure({ kind, answered: this.#answered, cause });
  }

  #listen(stream: ClientHttp2Stream): void {
    // END_STREAM arrives as this null; a reset without an error code ends the stream in the same way, but closes it first.
    const push = stream.push;
    stream.push = (chunk: Buffer | null) => {
      if (chunk === null && !stream.closed) this.#complete = true;
      return push.call(stream, chunk);
    };
    stream.on('headers', (_headers, _flags, raw) => this.#onInterim(raw as unknown as string[]));
    stream.on('response', (_headers, _flags, raw) => this.#onHead(stream, raw as unknown as string[]));
    stream.on('trailers', (_headers, _flags, raw) => {
      this.#trailers = toReceived(raw as unknown as string[]);
    });
    stream.on('error', (error) => {
      this.#error = error;
    });
    stream.on('close', () => this.#onClose(stream));
  }

  #send(stream: ClientHttp2Stream): void {
    const { body } = this.#request;
    if (this.#over) return;
    if (body instanceof Readable) {
      this.#pump(body, stream);
      return;
    }
    if (body) {
      stream.end(body);
      this.#responder.onBodySent(body.length);
    }
    if (!this.#over) this.#responder.onSent();
  }

  #pump(body: Readable, stream: ClientHttp2Stream): void {
    if (body.destroyed) {
      this.#onBodyGone(body.errored);
      return;
    }
    body.on('data', (chunk: Buffer) => {
      if (this.#over || !stream.writable) return;
      if (!stream.write(chunk)) body.pause();
      this.#responder.onBodySent(chunk.length);
    });
    body.on('end', () => {
      if (this.#over || !stream.writable) return;
      stream.end();
      this.#responder.onSent();
    });
    body.on('error', (error) => this.#onBodyGone(error));
    body.on('close', () => this.#onBodyGone(null));
    stream.on('drain', () => body.resume());
  }

  /** Whoever sends the body broke off, which the endpoint is not to blame for. */
  #onBodyGone(error: Error | null): void {
    if (this.#over || this.#stream!.writableEnded) return;
    this.fail('abandoned', error ?? new Error('the body of the request was not complete'));
  }

  #onInterim(raw: string[]): void {
    this.#arrived();
    if (this.#over) return;
    const status = statusOf(raw);
    if (status === 101) this.fail('protocol', new Error('status 101 does not exist in HTTP/2'));
    else if (++this.#interim > MAX_INTERIM) this.fail('protocol', new Error('too many interim answers'));
    else if (status > 101) this.#responder.onInterim(status, toReceived(raw));
  }

  #onHead(stream: ClientHttp2Stream, raw: string[]): void {
    this.#arrived();
    if (this.#over) return;
    const status = statusOf(raw);
    if (!(status >= 200 && status <= 599)) {
      this.fail('protocol', new Error(`status ${status}`));
      return;
    }
    if (this.#request.upgrade) {
      if (status < 300) {
        this.#tunnel = true;
        this.#responder.onUpgrade(toReceived(raw), stream);
        return;
      }
      stream.end();
    }
    this.#responder.onHead(status, toReceived(raw));
    if (this.#over) return;
    stream.on('data', (chunk: Buffer) => this.#onData(stream, chunk));
    stream.on('end', () => this.#onEnd(stream));
  }

  #onData(stream: ClientHttp2Stream, chunk: Buffer): void {
    this.#arrived();
    if (!this.#over && !this.#responder.onData(chunk)) stream.pause();
  }

  #onEnd(stream: ClientHttp2Stream): void {
    if (this.#over || !this.#complete) return;
    if (this.#trailers) this.#responder.onTrailers(this.#trailers);
    if (this.#over) return;
    this.#finish(undefined);
    if (!stream.writableEnded) stream.close(NGHTTP2_CANCEL);
    this.#responder.onEnd();
  }

  #onClose(stream: ClientHttp2Stream): void {
    if (this.#over) return;
    if (this.#tunnel) {
      this.#finish(undefined);
    } else if (this.#complete) {
      if (!stream.isPaused()) this.#readRest(stream);
    } else {
      this.fail(this.#kindOf(stream), this.#error ?? new Error('the stream ended before the answer'));
    }
  }

  /** What had arrived when the connection closed: an answer is not cut because its reader is slow. */
  #readRest(stream: ClientHttp2Stream): void {
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
      if (!this.#responder.onData(chunk) || this.#over) return;
    }
    this.#onEnd(stream);
  }

  #kindOf(stream: ClientHttp2Stream): FailureKind {
    const connection = this.#connection!;
    if (!this.#answered && (connection.ignored(stream) || stream.rstCode === NGHTTP2_REFUSED_STREAM)) return 'refused';
    if (connection.leaving) return 'reset';
    const { code } = (this.#error ?? {}) as { code?: string };
    return BROKEN.has(stream.rstCode) || code === 'ERR_HTTP2_ERROR' ? 'protocol' : 'reset';
  }

  #arrived(): void {
    this.#answered = true;
    this.#connection!.progress++;
  }

  #finish(failure: FailureKind | undefined): void {
    this.#over = true;
    this.#waiting.delete(this);
    this.#observer.onOver(failure);
    const { body } = this.#request;
    if (this.#stream && body instanceof Readable) body.destroy();
  }
}
