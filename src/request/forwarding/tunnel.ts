import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { ERRORS, GatewayError } from '../../errors.ts';
import { CLOSE, closeFrame } from '../../http/websocket-frames.ts';
import type { Watch, Watched } from '../../traffic/watch.ts';
import { GOING_AWAY } from '../upgrade.ts';
import { Flow, type FlowOwner } from './flow.ts';

/** How long both sides have for the frame under way and for closing their connections, ms. */
const LINGER_MS = 1000;

export interface TunnelEnds {
  /** Paused, as `acceptUpgrade` gives it. */
  readonly client: Duplex;
  readonly upstream: Duplex;
  /** What the upstream sent right behind its answer. */
  readonly head?: Buffer | undefined;
}

export interface TunnelLimits {
  /** Milliseconds without a byte in either direction. */
  readonly idle: number;
  /** Milliseconds. */
  readonly maxAge: number;
  /** Of both directions together. */
  readonly maxBytes?: number;
  /** Unix milliseconds at which the client's credential ends; infinite where it does not. */
  readonly expiresAt: number;
}

export interface TunnelResult {
  /** Bytes that were sent to the upstream. */
  readonly bytesIn: number;
  /** Bytes that were sent to the client. */
  readonly bytesOut: number;
  /** Who ended it. */
  readonly endedBy: 'client' | 'upstream' | 'gateway';
  /** Why the gateway did; undefined where only its listener is closing. */
  readonly error: GatewayError | undefined;
}

/**
 * The bytes of a WebSocket between a client and an upstream, from the answer to the handshake on. Frames are followed, not
 * read: where the gateway ends it, both sides get a Close frame (RFC 6455, section 7.4) between two others, and a second
 * later their connections are cut. A side that ends only its own direction may go on reading. Nothing is thrown.
 */
export class Tunnel implements Watched, FlowOwner {
  slot = -1;
  readonly #client: Duplex;
  readonly #upstream: Duplex;
  readonly #in: Flow;
  readonly #out: Flow;
  readonly #limits: TunnelLimits;
  readonly #watch: Watch;
  readonly #onOver: (result: TunnelResult) => void;
  readonly #oldAt: number;
  #bytesSeen = 0;
  #quietSince: number;
  #cutAt = Number.POSITIVE_INFINITY;
  #endedBy: TunnelResult['endedBy'] | undefined;
  #error: GatewayError | undefined;

  /** @param onOver is called once, when both connections are closed */
  constructor(ends: TunnelEnds, limits: TunnelLimits, watch: Watch, onOver: (result: TunnelResult) => void) {
    const { client, upstream, head } = ends;
    this.#client = client;
    this.#upstream = upstream;
    this.#in = new Flow(client, upstream, this);
    this.#out = new Flow(upstream, client, this);
    this.#limits = limits;
    this.#watch = watch;
    this.#onOver = onOver;
    this.#quietSince = watch.now();
    this.#oldAt = this.#quietSince + limits.maxAge;
    watch.add(this);
    this.#follow('client', client);
    this.#follow('upstream', upstream);
    client.once(GOING_AWAY, () => this.#stop(CLOSE.goingAway, 'The gateway is closing'));
    this.#out.start(head);
    this.#in.start();
    if (client.closed) this.#onClose('client');
    if (upstream.closed) this.#onClose('upstream');
  }

  /** Ends it for a reason that lies in who the client is, or what it may do. */
  revoke(error: GatewayError): void {
    this.#stop(CLOSE.policyViolation, ERRORS[error.code].title, error);
  }

  check(now: number): void {
    if (this.#ending) {
      if (now < this.#cutAt) return;
      this.#client.destroy();
      this.#upstream.destroy();
      return;
    }
    const { idle, expiresAt, maxAge } = this.#limits;
    const bytes = this.#in.bytes + this.#out.bytes;
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.#quietSince = now;
    }
    if (now >= expiresAt) {
      this.revoke(new GatewayError('credential_expired', 'the credential of a WebSocket expired'));
    } else if (now >= this.#oldAt) {
      this.#reach(CLOSE.goingAway, `has been open for its websocket.max_age of ${maxAge} ms`);
    } else if (now - this.#quietSince >= idle) {
      this.#reach(CLOSE.goingAway, `was silent for its websocket.idle of ${idle} ms`);
    }
  }

  admits(bytes: number): boolean {
    const { maxBytes } = this.#limits;
    if (maxBytes === undefined || this.#in.bytes + this.#out.bytes + bytes <= maxBytes) return true;
    this.#reach(CLOSE.tooBig, `has more bytes than its websocket.max_bytes of ${maxBytes}`);
    this.#in.cut();
    this.#out.cut();
    return false;
  }

  /** Who sent it still gets what the other side has to say, and that side's answer to the Close frame. */
  onMalformed(flow: Flow): void {
    const ending = this.#ending;
    const fromClient = flow === this.#in;
    this.#endedBy ??= 'gateway';
    this.#error ??= fromClient
      ? new GatewayError('bad_request', 'the client of a WebSocket sent what is no frame')
      : new GatewayError('upstream_failed', 'the upstream of a WebSocket sent what is no frame');
    if (!ending) flow.end(closeFrame(CLOSE.protocolError, '', fromClient ? randomBytes(4) : undefined));
    this.#linger();
    flow.cut();
  }

  get #ending(): boolean {
    return this.#cutAt !== Number.POSITIVE_INFINITY;
  }

  #reach(code: number, what: string): void {
    const error = new GatewayError('stream_limit', `a WebSocket ${what}`);
    this.#stop(code, ERRORS.stream_limit.title, error);
  }

  #stop(code: number, reason: string, error?: GatewayError): void {
    if (this.#ending) return;
    this.#endedBy ??= 'gateway';
    this.#error ??= error;
    this.#linger();
    this.#out.end(closeFrame(code, reason));
    this.#in.end(closeFrame(code, reason, randomBytes(4)));
  }

  #linger(): void {
    this.#cutAt = Math.min(this.#cutAt, this.#watch.now() + LINGER_MS);
  }

  #follow(side: 'client' | 'upstream', stream: Duplex): void {
    stream.on('error', () => stream.destroy());
    stream.once('end', () => {
      this.#endedBy ??= side;
    });
    stream.once('close', () => this.#onClose(side));
  }

  #onClose(side: 'client' | 'upstream'): void {
    this.#endedBy ??= side;
    this.#linger();
    this.#in.finish();
    this.#out.finish();
    if (!this.#client.closed || !this.#upstream.closed || this.slot === -1) return;
    this.#watch.delete(this);
    this.slot = -1;
    this.#onOver({
      bytesIn: this.#in.bytes,
      bytesOut: this.#out.bytes,
      endedBy: this.#endedBy,
      error: this.#error,
    });
  }
}
