import type { Readable } from 'node:stream';
import { buildConnector, type Dispatcher, Pool } from 'undici';

/** What goes to an endpoint. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path and query exactly as they go on the wire. */
  readonly path: string;
  /** Flat `[name, value, ...]`, with `host`, without hop-by-hop fields and `expect`. */
  readonly headers: string[];
  readonly body: Buffer | Readable | null;
}

/** Header fields of an answer, by lower-case name; bytes above 0x7f as latin1. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/**
 * How an attempt failed. Nothing was sent: `connect`, `connect_timeout`; `invalid` (the request cannot be written).
 * Something was sent: `reset` (the connection ended), `protocol` (the answer is not HTTP/1.1), `timeout`.
 * `abandoned`: we ended it for another reason, as a client that left.
 */
export type FailureKind = 'connect' | 'connect_timeout' | 'invalid' | 'reset' | 'protocol' | 'timeout' | 'abandoned';

/** Why an attempt failed, and how far it had come. */
export interface Failure {
  readonly kind: FailureKind;
  /** Whether a byte of an answer had arrived. */
  readonly answered: boolean;
  readonly cause: Error;
}

/** Takes the answer of one attempt. Either `onEnd` or `onFailure` comes last, and nothing after it. */
export interface Responder {
  /** There is a connection; the request is being written. */
  onSending(): void;
  /** So many bytes of the body were handed to the connection. */
  onBodySent(bytes: number): void;
  /** The whole request was handed to the connection. */
  onSent(): void;
  onHead(status: number, headers: ReceivedHeaders): void;
  /** Returns false to stop the flow until `Attempt.resume`. */
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  onFailure(failure: Failure): void;
}

/** Is told of what statistics and availability are made of. */
export interface AttemptObserver {
  onConnected(): void;
  onOver(failure: FailureKind | undefined): void;
}

export interface ConnectionOptions {
  /** Most connections at a time; further requests wait. */
  readonly connections: number;
  /** Milliseconds for TCP and TLS together. */
  readonly connectTimeout: number;
  /** PEM certificates to trust in place of the system's. */
  readonly ca: string | undefined;
}

/** Idle connections are closed before common servers close them (Node after 5 s, nginx after 75 s). */
const IDLE_MS = 4000;
/** Interim answers (1xx) that are ignored before the upstream counts as hostile. */
const MAX_INTERIM = 16;

const ABANDONED = new Error('the attempt was given up');

/** The connections to one endpoint. Opened when the first request needs them. */
export class Connections {
  readonly #origin: string;
  readonly #host: string;
  readonly #options: ConnectionOptions;
  #pool: Pool | undefined;
  #closing: Promise<void> | undefined;
  #resetting = false;

  /** @param origin as `https://10.0.0.1:8443`. */
  constructor(origin: string, options: ConnectionOptions) {
    this.#origin = origin;
    this.#host = new URL(origin).host;
    this.#options = options;
  }

  /** Connections that are open now. */
  get connected(): number {
    return this.#pool?.stats.connected ?? 0;
  }

  /** Sends a request. Failures, also immediate ones, arrive at the responder. */
  send(request: OutgoingRequest, responder: Responder, observer: AttemptObserver): Attempt {
    const attempt = new Attempt(responder, observer, this);
    this.#pool ??= this.#open();
    const options: Dispatcher.DispatchOptions & { servername: string } = {
      method: request.method,
      path: request.path,
      headers: request.headers,
      body: request.body,
      // undici would take the name for TLS from the Host field, which the client chose.
      servername: this.#host,
    };
    this.#pool.dispatch(options, attempt);
    // A request of an old generation may come after `close`: it gets connections that end with it.
    if (this.#closing) this.#retire();
    return attempt;
  }

  /** Takes no more connections than needed to finish; resolves when the last one is closed. */
  close(): Promise<void> {
    this.#closing ??= this.#retire();
    return this.#closing;
  }

  /** Whether a connection is being reset at this moment, seen from inside an attempt's callbacks. */
  get resetting(): boolean {
    return this.#resetting;
  }

  async #retire(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
  }

  #open(): Pool {
    const { connections, connectTimeout, ca } = this.#options;
    const connect = buildConnector({ timeout: connectTimeout, allowH2: false, ...(ca === undefined ? {} : { ca }) });
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
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #responder: Responder;
  readonly #observer: AttemptObserver;
  readonly #connections: Connections;
  #controller: Dispatcher.DispatchController | undefined;
  #answered = false;
  #untilClose = false;
  #interim = 0;
  #over = false;

  constructor(responder: Responder, observer: AttemptObserver, connections: Connections) {
    this.#responder = responder;
    this.#observer = observer;
    this.#connections = connections;
  }

  /** Lets the answer flow again after `onData` returned false. */
  resume(): void {
    this.#controller?.resume();
  }

  /** Ends it: nothing more reaches the responder. A request that waits for a connection is never sent. */
  abort(kind: 'timeout' | 'protocol' | 'abandoned'): void {
    if (this.#over) return;
    this.#finish(kind);
    this.#controller?.abort(ABANDONED);
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
      if (++this.#interim > MAX_INTERIM) this.#fail('protocol', new Error('too many interim answers'));
    } else if (status > 599) {
      this.#fail('protocol', new Error(`status ${status}`));
    } else {
      this.#untilClose = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
      this.#responder.onHead(status, headers);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over && !this.#responder.onData(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    if (this.#untilClose && this.#connections.resetting) {
      this.#fail('reset', new Error('the connection was reset within the body'));
      return;
    }
    this.#finish(undefined);
    this.#responder.onEnd();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#over) this.#fail(this.#controller ? kindAfterSending(error) : kindBeforeSending(error), error);
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
