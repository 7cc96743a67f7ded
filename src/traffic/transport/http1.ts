import { type Duplex, Readable } from 'node:stream';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { acceptOf, createKey } from '../../http/websocket.ts';
import type {
  Attempt,
  AttemptObserver,
  ConnectionOptions,
  FailureKind,
  OutgoingRequest,
  ReceivedHeaders,
  Responder,
  Transport,
} from './attempt.ts';
import { MAX_INTERIM } from './interim.ts';

/** Idle connections are closed before common servers close them (Node after 5 s, nginx after 75 s). */
const IDLE_MS = 4000;

const ABANDONED = new Error('the attempt was given up');

/** HTTP/1.1 to one endpoint. */
export class Http1 implements Transport {
  readonly #origin: string;
  readonly #serverName: string | undefined;
  readonly #host: string;
  readonly #options: ConnectionOptions;
  #pool: Pool | undefined;
  #closing: Promise<void> | undefined;
  #resetting = false;
  /** Connections that became tunnels, which the pool no longer knows. */
  readonly #tunnels = new Set<Duplex>();

  constructor(member: { readonly url: string; readonly serverName?: string }, options: ConnectionOptions) {
    this.#origin = member.url;
    this.#serverName = member.serverName;
    this.#host = new URL(member.url).host;
    this.#options = options;
  }

  get connected(): number {
    return (this.#pool?.stats.connected ?? 0) + this.#tunnels.size;
  }

  send(request: OutgoingRequest, responder: Responder, observer: AttemptObserver): Attempt {
    const key = request.upgrade && createKey();
    const attempt = new Http1Attempt(request, responder, observer, this, key && acceptOf(key));
    this.#pool ??= this.#open();
    const options: Dispatcher.DispatchOptions & { servername: string } = {
      method: request.method,
      path: request.path,
      headers: key ? [...request.headers, 'sec-websocket-key', key] : request.headers,
      body: request.body,
      // undici would take the name for TLS from the Host field, which the client chose.
      servername: this.#host,
    };
    if (request.upgrade) options.upgrade = request.upgrade;
    this.#pool.dispatch(options, attempt);
    // A request of an old generation may come after `close`: it gets connections that end with it.
    if (this.#closing) this.#retire();
    return attempt;
  }

  close(): Promise<void> {
    this.#closing ??= this.#retire();
    return this.#closing;
  }

  /** Whether a connection is being reset at this moment, seen from inside an attempt's callbacks. */
  get resetting(): boolean {
    return this.#resetting;
  }

  /** Counts the connection until it closes. */
  keep(tunnel: Duplex): void {
    this.#tunnels.add(tunnel);
    tunnel.once('close', () => this.#tunnels.delete(tunnel));
  }

  async #retire(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
    for (const tunnel of this.#tunnels) await new Promise((resolve) => tunnel.once('close', resolve));
  }

  #open(): Pool {
    const { connections, connectTimeout, ca } = this.#options;
    const connect = buildConnector({
      timeout: connectTimeout,
      allowH2: false,
      ...(ca === undefined ? {} : { ca }),
      ...(this.#serverName === undefined ? {} : { servername: this.#serverName }),
    });
    return new Pool(this.#origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      keepAliveTimeoutThreshold: 1000,
      // The exchange watches its own deadlines, which costs less than a timer per request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: ({ servername: _, ...target }, callback) => {
        connect(target, (...result) => {
          result[1]?.prependListener('error', this.#onSocketError);
          callback(...result);
        });
      },
    });
  }

  /**
   * undici takes a reset for the end of a body that has neither length nor chunks. The mark lives as long as the event
   * does, in which undici ends the answer.
   */
  readonly #onSocketError = (_error: Error): void => {
    this.#resetting = true;
    queueMicrotask(() => {
      this.#resetting = false;
    });
  };
}

/** One request on its way to one endpoint: undici's handler, in Regate's words. */
class Http1Attempt implements Attempt, Dispatcher.DispatchHandler {
  readonly #request: OutgoingRequest;
  readonly #responder: Responder;
  readonly #observer: AttemptObserver;
  readonly #connections: Http1;
  /** What only a server of WebSockets answers to the key that was sent. */
  readonly #accept: string | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #answered = false;
  #untilClose = false;
  #interim = 0;
  #over = false;
  #tunnel: Duplex | undefined;

  constructor(
    request: OutgoingRequest,
    responder: Responder,
    observer: AttemptObserver,
    connections: Http1,
    accept: string | undefined,
  ) {
    this.#request = request;
    this.#responder = responder;
    this.#observer = observer;
    this.#connections = connections;
    this.#accept = accept;
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(kind: 'timeout' | 'protocol' | 'abandoned'): void {
    if (this.#over) return;
    this.#finish(kind);
    if (this.#tunnel) this.#tunnel.destroy();
    else this.#controller?.abort(ABANDONED);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown, not aborted: the connection is sound and serves the next request.
    if (this.#over) throw ABANDONED;
    this.#controller = controller;
    this.#observer.onConnected();
    this.#responder.onSending();
  }

  onBodySent(chunk: Buffer): void {
    if (!this.#over) this.#responder.onBodySent(chunk.length);
  }

  onRequestSent(): void {
    if (!this.#over) this.#responder.onSent();
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ReceivedHeaders): void {
    if (this.#over) return;
    if (status < 200) {
      if (status === 101) this.#fail('protocol', new Error('it switched to no protocol that was asked for'));
      else if (++this.#interim > MAX_INTERIM) this.#fail('protocol', new Error('too many interim answers'));
      else this.#responder.onInterim(status, headers);
    } else if (status > 599) {
      this.#fail('protocol', new Error(`status ${status}`));
    } else if (status < 300 && this.#accept !== undefined) {
      // To a client of HTTP/2, any 2xx would say that the tunnel is open.
      this.#fail('protocol', new Error('it did not take the upgrade'));
    } else {
      this.#untilClose = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
      this.#responder.onHead(status, headers);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over && !this.#responder.onData(chunk)) controller.pause();
  }

  onRequestUpgrade(_controller: unknown, _status: number, headers: ReceivedHeaders, stream: Duplex): void {
    const switched = String(headers.upgrade).toLowerCase() === 'websocket';
    if (this.#over || !switched || headers['sec-websocket-accept'] !== this.#accept) {
      stream.destroy();
      const why = switched ? 'its sec-websocket-accept does not fit the key' : `it switched to ${headers.upgrade}`;
      if (!this.#over) this.#fail('protocol', new Error(why));
      return;
    }
    this.#tunnel = stream;
    this.#connections.keep(stream);
    stream.once('close', () => {
      if (!this.#over) this.#finish(undefined);
    });
    this.#responder.onUpgrade(headers, stream);
  }

  onResponseEnd(_controller: unknown, trailers: ReceivedHeaders): void {
    if (this.#over) return;
    if (this.#untilClose && this.#connections.resetting) {
      this.#fail('reset', new Error('the connection was reset within the body'));
      return;
    }
    if (hasFields(trailers)) this.#responder.onTrailers(trailers);
    if (this.#over) return;
    this.#finish(undefined);
    this.#responder.onEnd();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#over) this.#fail(this.#kindOf(error), error);
  }

  #kindOf(error: Error & { code?: string }): FailureKind {
    const { body } = this.#request;
    // Whoever sends the body broke off, which the endpoint is not to blame for.
    const brokenOff = body instanceof Readable && (body.errored === error || error.code === 'UND_ERR_ABORTED');
    if (brokenOff) return 'abandoned';
    return this.#controller ? kindAfterSending(error) : kindBeforeSending(error);
  }

  #fail(kind: FailureKind, cause: Error): void {
    this.#finish(kind);
    this.#controller?.abort(ABANDONED);
    this.#responder.onFailure({ kind, answered: this.#answered, cause });
  }

  #finish(failure: FailureKind | undefined): void {
    this.#over = true;
    this.#observer.onOver(failure);
  }
}

function hasFields(headers: ReceivedHeaders): boolean {
  for (const _ in headers) return true;
  return false;
}

function kindBeforeSending(error: Error & { code?: string }): FailureKind {
  if (error.code === 'UND_ERR_CONNECT_TIMEOUT' || error.code === 'ETIMEDOUT') return 'connect_timeout';
  if (error.code === 'UND_ERR_INVALID_ARG' || error.code === 'UND_ERR_NOT_SUPPORTED') return 'invalid';
  return 'connect';
}

function kindAfterSending(error: Error & { code?: string }): FailureKind {
  const { code = '' } = error;
  const malformed = code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
  return malformed || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ? 'protocol' : 'reset';
}
