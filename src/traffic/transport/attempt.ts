import type { Duplex, Readable } from 'node:stream';

/** What goes to an endpoint. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path and query exactly as they go on the wire. */
  readonly path: string;
  /** Flat `[name, value, ...]`, lower-case names, with `host`; without hop-by-hop fields (but `te: trailers`) and `expect`. */
  readonly headers: string[];
  /** The value of `host`. */
  readonly authority: string;
  readonly body: Buffer | Readable | null;
  /**
   * Asks for a tunnel: an upgrade of HTTP/1.1, an extended CONNECT (RFC 8441) of HTTP/2. The method is GET; `upgrade`,
   * `connection` and `sec-websocket-key` are not among the headers.
   */
  readonly upgrade?: 'websocket';
}

/** Header fields of an answer, by lower-case name; bytes above 0x7f as latin1. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/**
 * How an attempt failed. Nothing was sent: `connect`, `connect_timeout`; `invalid` (the request cannot be written).
 * Something was sent: `refused` (the endpoint says that it did not look at the request: RFC 9113, section 8.7), `reset`
 * (the connection or the stream ended), `protocol` (the answer is not valid HTTP), `timeout`.
 * `abandoned`: we ended it for another reason, as a client that left.
 */
export type FailureKind =
  | 'connect'
  | 'connect_timeout'
  | 'invalid'
  | 'refused'
  | 'reset'
  | 'protocol'
  | 'timeout'
  | 'abandoned';

/** Why an attempt failed, and how far it had come. */
export interface Failure {
  readonly kind: FailureKind;
  /** Whether a byte of an answer had arrived. */
  readonly answered: boolean;
  readonly cause: Error;
}

/** Takes the answer of one attempt. One of `onEnd`, `onFailure` and `onUpgrade` comes last, and nothing after it. */
export interface Responder {
  /** There is a connection; the request is being written. */
  onSending(): void;
  /** So many bytes of the body were handed to the connection. */
  onBodySent(bytes: number): void;
  /** The whole request was handed to the connection. May come after the head of the answer, or never. */
  onSent(): void;
  /** An interim answer: 102, 103 and the like, never 100 or 101. */
  onInterim(status: number, headers: ReceivedHeaders): void;
  onHead(status: number, headers: ReceivedHeaders): void;
  /** Returns false to stop the flow until `Attempt.resume`. */
  onData(chunk: Buffer): boolean;
  /** The trailer section, where there is one; after the last `onData`. */
  onTrailers(headers: ReceivedHeaders): void;
  onEnd(): void;
  onFailure(failure: Failure): void;
  /**
   * The tunnel is open: 101, or a 2xx to an extended CONNECT. From now on the bytes are the responder's, who also has to
   * listen for `error`. For the observer the attempt is over when the stream closes.
   *
   * @param head bytes that came with the answer; they come before those of the stream.
   */
  onUpgrade(headers: ReceivedHeaders, stream: Duplex, head?: Buffer): void;
}

/** Is told of what statistics and availability are made of. */
export interface AttemptObserver {
  onConnected(): void;
  /** Comes once for each attempt. */
  onOver(failure: FailureKind | undefined): void;
}

/** One request on its way to one endpoint. */
export interface Attempt {
  /** Lets the answer flow again after `onData` returned false. */
  resume(): void;
  /** Ends it: nothing more reaches the responder. A request that waits for a connection is never sent. */
  abort(kind: 'timeout' | 'protocol' | 'abandoned'): void;
}

/** The connections to one endpoint. Opened when requests need them. */
export interface Transport {
  /** Connections that are open now. */
  readonly connected: number;
  /** Sends a request. Failures, also immediate ones, arrive at the responder. */
  send(request: OutgoingRequest, responder: Responder, observer: AttemptObserver): Attempt;
  /**
   * Takes no more connections than needed to finish; resolves when the last one is closed. Requests of an old generation
   * that come after it still get through.
   */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** Most connections at a time; further requests wait. */
  readonly connections: number;
  /** Milliseconds for TCP and TLS together. */
  readonly connectTimeout: number;
  /** PEM certificates to trust in place of the system's. */
  readonly ca: string | undefined;
}

export interface TransportOptions extends ConnectionOptions {
  /** `h2`: with TLS and ALPN; `h2c`: in the clear with prior knowledge (RFC 9113, section 3.3). */
  readonly protocol: 'http1' | 'h2' | 'h2c';
}
