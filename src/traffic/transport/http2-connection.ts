import type { ClientHttp2Session, ClientHttp2Stream, Settings } from 'node:http2';
import type { Socket } from 'node:net';
import { type Connected, STREAMS } from './http2-connect.ts';

/** A connection without streams is closed after this time; common servers wait longer (nginx 75 s). */
const IDLE_MS = 60_000;
/** How long the farewell may take before the socket is cut. */
const LINGER_MS = 1000;
/** A stream's number that few others follow: they have 31 bits and only the odd ones are ours. */
const LAST_STREAM = 2 ** 30;

/** Whose connection it is. */
export interface ConnectionOwner {
  /** Whether connections without streams should end. */
  readonly closing: boolean;
  /** There may be room for another stream, on this connection or on a new one. */
  onRoom(): void;
  /** The socket is closed. */
  onGone(connection: Http2Connection): void;
}

/** One HTTP/2 connection and how many streams it has. */
export class Http2Connection {
  /** Counts what arrives. */
  progress = 0;
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #idle: NodeJS.Timeout;
  #settings: Settings;
  #streams = 0;
  #retired = false;
  #ended = false;
  #lastStream: number | undefined;

  constructor({ session, socket }: Connected, owner: ConnectionOwner) {
    this.#session = session;
    this.#socket = socket;
    this.#owner = owner;
    this.#settings = session.remoteSettings;
    this.#idle = setTimeout(() => this.endIfIdle(), IDLE_MS).unref();
    session.on('remoteSettings', (settings) => {
      this.#settings = settings;
      owner.onRoom();
    });
    session.on('goaway', (_code, lastStream) => {
      this.#lastStream = lastStream;
      this.retire();
    });
    session.once('close', () => {
      this.#retired = true;
      clearTimeout(this.#idle);
      owner.onGone(this);
    });
  }

  /** Whether new streams may be opened, now or later. */
  get usable(): boolean {
    return !this.#retired && !this.#session.closed && !this.#session.destroyed;
  }

  get hasRoom(): boolean {
    return this.usable && this.#streams < Math.min(this.#settings.maxConcurrentStreams ?? STREAMS, STREAMS);
  }

  /** Whether the server takes extended CONNECT (RFC 8441, section 3). */
  get takesTunnels(): boolean {
    return this.#settings.enableConnectProtocol === true;
  }

  /** Opens a stream; throws where a header field cannot be sent. */
  open(headers: string[], endStream: boolean): ClientHttp2Stream {
    const stream = this.#session.request(headers, { endStream });
    this.#streams++;
    stream.once('close', this.#onStreamClosed);
    if (stream.id! > LAST_STREAM) this.retire();
    return stream;
  }

  /** Whether the server said, as it went away, that it did not look at the stream (RFC 9113, section 6.8). */
  ignored(stream: ClientHttp2Stream): boolean {
    return this.#lastStream !== undefined && stream.id! > this.#lastStream;
  }

  /** Whether the server went away, and what it says of streams is said of the connection. */
  get leaving(): boolean {
    return this.#lastStream !== undefined;
  }

  /** Takes no new streams; ends with the last one. */
  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.endIfIdle();
    // Not from within nghttp2, which has yet to fail the streams that the server did not look at.
    setImmediate(() => this.#owner.onRoom());
  }

  endIfIdle(): void {
    if (this.#streams > 0 || this.#ended) return;
    this.#ended = true;
    this.#retired = true;
    // A server may neither take the farewell nor close its side.
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
    this.#session.destroy();
  }

  readonly #onStreamClosed = (): void => {
    this.#streams--;
    this.#owner.onRoom();
    if (this.#streams > 0) return;
    if (!this.usable || this.#owner.closing) this.endIfIdle();
    else this.#idle.refresh();
  };
}
