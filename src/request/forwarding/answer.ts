import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { responseHeaders, responseTrailers } from '../../http/headers.ts';
import type { ReceivedHeaders } from '../../traffic/transport/transport.ts';
import type { ClientRequest } from '../client.ts';
import { flushHead, isGone, sendInterim, sendTrailers, writeHead } from '../respond.ts';
import { acceptUpgrade } from '../upgrade.ts';
import type { ForwardPlan } from './plan.ts';

/** Answers that go on for as long as there is something to say. */
const STREAMS = /^(?:text\/event-stream|application\/grpc)/i;

/** What the client is told: the answer of one attempt, as it comes. */
export class Answer {
  readonly #req: ClientRequest;
  readonly #res: ServerResponse;
  readonly #plan: ForwardPlan;
  /** 0: it has not begun. */
  status = 0;
  bytesOut = 0;
  /** Whether it lasts as long as there is something to say. */
  isStream = false;
  /** Whether all of it was handed over. */
  ended = false;
  /** Whether the client has to take what it has before more comes. */
  paused = false;
  /** Bytes that are still to come; -1 where that is not known. */
  #left = -1;
  #drains = false;

  constructor(req: ClientRequest, res: ServerResponse, plan: ForwardPlan) {
    this.#req = req;
    this.#res = res;
    this.#plan = plan;
  }

  interim(status: number, received: ReceivedHeaders): void {
    if (!this.#res.headersSent) sendInterim(this.#res, status, responseHeaders(received, NOTHING));
  }

  /** @throws GatewayError `upstream_failed` where its framing is ambiguous */
  head(status: number, received: ReceivedHeaders): void {
    const { request, responseEdits, extraResponseHeaders } = this.#plan;
    // RFC 9110, section 8.6: no client should wait for a body that cannot come.
    if (status === 204) received['content-length'] = undefined;
    const length = received['content-length'];
    const bodiless = request.method === 'HEAD' || status === 204 || status === 304;
    if (!bodiless && typeof length === 'string') this.#left = Number(length);
    writeHead(this.#res, status, responseHeaders(received, { edits: responseEdits, extra: extraResponseHeaders }));
    this.status = status;
    if (this.#left !== -1 || bodiless) return;
    this.isStream = STREAMS.test(String(received['content-type'] ?? ''));
    // Without a length this may be a stream of events, whose head must not wait for the first of them. A gRPC call that has
    // its status in the head has no more to say, and the client relies on head and end being one ("Trailers-Only").
    if (received['grpc-status'] === undefined) process.nextTick(flushIfQuiet, this);
  }

  /**
   * The answer to a handshake.
   *
   * @returns the stream to the client
   */
  upgrade(received: ReceivedHeaders): Duplex {
    const { responseEdits, extraResponseHeaders } = this.#plan;
    const headers = responseHeaders(received, { edits: responseEdits, extra: extraResponseHeaders });
    const stream = acceptUpgrade(this.#req, this.#res, headers);
    this.status = this.#res.statusCode;
    this.ended = true;
    return stream;
  }

  /** Returns false where the client has to take what it has first. */
  data(chunk: Buffer, onDrain: () => void): boolean {
    this.bytesOut += chunk.length;
    if (chunk.length === this.#left) {
      this.ended = true;
      this.#res.end(chunk);
      return true;
    }
    if (this.#left !== -1) this.#left -= chunk.length;
    if (this.#res.write(chunk) || isGone(this.#res)) return true;
    if (!this.#drains) this.#res.on('drain', onDrain);
    this.#drains = true;
    this.paused = true;
    return false;
  }

  trailers(received: ReceivedHeaders): void {
    if (!this.ended) sendTrailers(this.#req, this.#res, responseTrailers(received));
  }

  end(): void {
    if (!this.ended) this.#res.end();
    this.ended = true;
  }

  flushIfQuiet(): void {
    if (this.bytesOut === 0 && !this.ended) flushHead(this.#res);
  }
}

const NOTHING = { edits: { set: [], remove: [] }, extra: [] };

function flushIfQuiet(answer: Answer): void {
  answer.flushIfQuiet();
}
