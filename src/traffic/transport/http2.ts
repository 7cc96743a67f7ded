import type { Attempt, AttemptObserver, OutgoingRequest, Responder, Transport } from './attempt.ts';
import { Http2Attempt } from './http2-attempt.ts';
import { connectHttp2, type Http2Options } from './http2-connect.ts';
import { type ConnectionOwner, Http2Connection } from './http2-connection.ts';

/** HTTP/2 to one endpoint: streams on as few connections as the server's limit allows. */
export class Http2 implements Transport, ConnectionOwner {
  readonly #member: { readonly url: string; readonly serverName?: string };
  readonly #options: Http2Options;
  readonly #connections = new Set<Http2Connection>();
  readonly #waiting = new Set<Http2Attempt>();
  #connecting = false;
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(member: { readonly url: string; readonly serverName?: string }, options: Http2Options) {
    this.#member = member;
    this.#options = options;
  }

  get connected(): number {
    return this.#connections.size;
  }

  get closing(): boolean {
    return this.#closed !== undefined;
  }

  send(request: OutgoingRequest, responder: Responder, observer: AttemptObserver): Attempt {
    const attempt = new Http2Attempt(request, responder, observer, this.#waiting);
    this.#waiting.add(attempt);
    this.onRoom();
    return attempt;
  }

  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    for (const connection of this.#connections) connection.endIfIdle();
    this.#resolveIfClosed();
    return this.#closed.promise;
  }

  onRoom(): void {
    for (const attempt of this.#waiting) {
      const connection = this.#withRoom();
      if (!connection) {
        this.#connect();
        return;
      }
      this.#waiting.delete(attempt);
      attempt.start(connection, this.#options.protocol === 'h2' ? 'https' : 'http');
    }
  }

  onGone(connection: Http2Connection): void {
    this.#connections.delete(connection);
    this.onRoom();
    this.#resolveIfClosed();
  }

  #withRoom(): Http2Connection | undefined {
    for (const connection of this.#connections) if (connection.hasRoom) return connection;
    return undefined;
  }

  /** One at a time, for how many are needed is only known when the server has told its limit. */
  #connect(): void {
    if (this.#connecting || this.#usable() >= this.#options.connections) return;
    this.#connecting = true;
    connectHttp2(this.#member, this.#options, (result) => {
      this.#connecting = false;
      if (result instanceof Error) this.#failWaiting(result);
      else this.#add(new Http2Connection(result, this));
      this.#resolveIfClosed();
    });
  }

  #add(connection: Http2Connection): void {
    this.#connections.add(connection);
    this.onRoom();
    if (this.closing) connection.endIfIdle();
  }

  /** Requests go on waiting while there are other connections, whose streams will end. */
  #failWaiting(error: Error & { code?: string }): void {
    if (this.#usable() > 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const attempt of waiting) attempt.fail(error.code === 'ETIMEDOUT' ? 'connect_timeout' : 'connect', error);
  }

  #usable(): number {
    let usable = 0;
    for (const connection of this.#connections) if (connection.usable) usable++;
    return usable;
  }

  #resolveIfClosed(): void {
    if (this.#connecting || this.#waiting.size > 0 || this.#connections.size > 0) return;
    this.#closed?.resolve();
  }
}
