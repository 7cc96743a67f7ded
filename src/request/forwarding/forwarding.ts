import type { ServerResponse } from 'node:http';
import { GatewayError, toGatewayError } from '../../errors.ts';
import { type HeaderEdits, responseHeaders, upstreamHeaders } from '../../http/headers.ts';
import type { Endpoint } from '../../traffic/endpoint.ts';
import { mayRetry } from '../../traffic/retry.ts';
import type {
  Attempt,
  Failure,
  OutgoingRequest,
  ReceivedHeaders,
  Responder,
} from '../../traffic/transport/transport.ts';
import type { Watched } from '../../traffic/watch.ts';
import type { ClientRequest, ClientResponse } from '../client.ts';
import { breakOff, discardBody, flushHead, isDelivered, isGone, writeHead } from '../respond.ts';
import type { OutgoingBody } from './outgoing-body.ts';
import type { ForwardPlan, ForwardResult } from './plan.ts';
import { Upload } from './upload.ts';
import { upstreamError } from './upstream-error.ts';

const FORWARDING = Symbol('forwarding');

/** An answer that knows its forwarding: its events need no closures. Of HTTP/2 too, which is used in the same way. */
type Carrier = ServerResponse & { [FORWARDING]?: Forwarding };

function onClose(this: Carrier): void {
  this[FORWARDING]?.onClose();
}

function onDrain(this: Carrier): void {
  this[FORWARDING]?.onDrain();
}

function retry(forwarding: Forwarding): void {
  forwarding.retry();
}

function flushIfQuiet(forwarding: Forwarding): void {
  forwarding.flushIfQuiet();
}

/** No connection yet; the request is being sent; it is sent; the answer has begun; the answer was handed over whole. */
type Phase = 'waiting' | 'sending' | 'sent' | 'receiving' | 'ended';

/** One request on its way, over as many attempts as it takes. */
export class Forwarding implements Responder, Watched {
  readonly #req: ClientRequest;
  readonly #res: Carrier;
  readonly #plan: ForwardPlan;
  readonly #resolve: (result: ForwardResult) => void;
  readonly #reject: (error: GatewayError) => void;
  slot = -1;
  #outgoing: OutgoingRequest | undefined;
  #upload: Upload | undefined;
  #phase: Phase = 'waiting';
  #endpoint: Endpoint | undefined;
  #attempt: Attempt | undefined;
  #attempts = 0;
  #tried: Set<Endpoint> | undefined;
  #status = 0;
  /** Bytes of the answer that are still to come; -1 where that is not known. */
  #left = -1;
  #bytesIn = 0;
  #bytesOut = 0;
  #paused = false;
  #drains = false;
  #deadline = 0;
  /** Counts everything that arrives or leaves; `check` compares it. */
  #progress = 0;
  #progressSeen = -1;
  #quietSince = 0;
  #aborted: 'client' | 'upstream' | undefined;
  #settled = false;

  constructor(
    req: ClientRequest,
    res: ClientResponse,
    plan: ForwardPlan,
    resolve: (result: ForwardResult) => void,
    reject: (error: GatewayError) => void,
  ) {
    this.#req = req;
    this.#res = res as ServerResponse;
    this.#plan = plan;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(body: OutgoingBody): void {
    const { request, route, upstream, requestEdits, identity, strip } = this.#plan;
    if (isGone(this.#res)) {
      this.onClose();
      return;
    }
    if (body instanceof Upload) this.#upload = body;
    this.#outgoing = {
      method: request.method,
      path: request.query === '' ? request.path : `${request.path}?${request.query}`,
      headers: upstreamHeaders(request, {
        edits: strip === undefined ? requestEdits : without(requestEdits, strip),
        identity,
      }),
      authority: request.authority,
      body,
    };
    this.#deadline = upstream.watch.now() + route.timeout;
    this.#res[FORWARDING] = this;
    this.#res.on('close', onClose);
    upstream.watch.add(this);
    this.#try();
  }

  #try(): void {
    const endpoint = this.#plan.upstream.choose(this.#tried) ?? this.#endpoint;
    if (endpoint === undefined) {
      this.#fail(new GatewayError('upstream_unavailable', `upstream "${this.#plan.upstream.name}" has no endpoint`));
      return;
    }
    this.#endpoint = endpoint;
    this.#attempts++;
    this.#phase = 'waiting';
    this.#attempt = endpoint.send(this.#outgoing!, this);
  }

  onInterim(): void {}
  onTrailers(): void {}
  onUpgrade(): void {}
  onSending(): void {
    this.#phase = 'sending';
  }

  onBodySent(bytes: number): void {
    this.#bytesIn += bytes;
    this.#progress++;
  }

  onSent(): void {
    if (this.#phase === 'sending') this.#phase = 'sent';
    this.#progress++;
  }

  onHead(status: number, received: ReceivedHeaders): void {
    const { request, responseEdits, extraResponseHeaders } = this.#plan;
    this.#phase = 'receiving';
    this.#progress++;
    // RFC 9110, section 8.6: no client should wait for a body that cannot come.
    if (status === 204) received['content-length'] = undefined;
    const length = received['content-length'];
    const bodiless = request.method === 'HEAD' || status === 204 || status === 304;
    if (!bodiless && typeof length === 'string') this.#left = Number(length);
    try {
      writeHead(this.#res, status, responseHeaders(received, { edits: responseEdits, extra: extraResponseHeaders }));
    } catch (error) {
      this.#attempt?.abort('protocol');
      this.#fail(toGatewayError(error, 'upstream_failed'));
      return;
    }
    this.#status = status;
    // Without a length this may be a stream of events, whose head must not wait for the first of them.
    if (this.#left === -1 && !bodiless) process.nextTick(flushIfQuiet, this);
  }

  onData(chunk: Buffer): boolean {
    this.#bytesOut += chunk.length;
    this.#progress++;
    if (chunk.length === this.#left) {
      this.#phase = 'ended';
      this.#res.end(chunk);
      return true;
    }
    if (this.#left !== -1) this.#left -= chunk.length;
    if (this.#res.write(chunk) || isGone(this.#res)) return true;
    if (!this.#drains) this.#res.on('drain', onDrain);
    this.#drains = true;
    this.#paused = true;
    return false;
  }

  onDrain(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#progress++;
    this.#attempt?.resume();
  }

  flushIfQuiet(): void {
    if (this.#bytesOut === 0 && this.#phase === 'receiving') flushHead(this.#res);
  }

  onEnd(): void {
    this.#dropUpload();
    if (this.#phase !== 'ended') this.#res.end();
    this.#phase = 'ended';
  }

  onFailure(failure: Failure): void {
    if (this.#phase === 'ended') return;
    if (this.#upload?.clientLeft) {
      this.onClose();
    } else if (this.#mayRetry(failure)) {
      // Not from within undici, which is still putting the connection away.
      process.nextTick(retry, this);
    } else {
      this.#fail(upstreamError(failure, this.#where()));
    }
  }

  #mayRetry(failure: Failure): boolean {
    const { request, upstream } = this.#plan;
    if (this.#status !== 0 || !mayRetry(failure, request.method, this.#outgoing!.body !== null)) return false;
    this.#tried ??= new Set();
    this.#tried.add(this.#endpoint!);
    // A lone endpoint is asked again where it may only have closed an idle connection.
    return this.#tried.size < upstream.size || (failure.kind === 'reset' && this.#attempts === 1);
  }

  retry(): void {
    if (!this.#settled) this.#try();
  }

  /** The client's connection is gone, or the answer is with it. */
  onClose(): void {
    if (this.#settled) return;
    const complete = this.#phase === 'ended' && isDelivered(this.#res);
    if (!complete) this.#aborted ??= 'client';
    this.#attempt?.abort('abandoned');
    this.#settle();
    this.#resolve({
      status: this.#status,
      endpoint: this.#endpoint?.url ?? '',
      attempts: this.#attempts,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      aborted: this.#aborted,
    });
  }

  check(now: number): void {
    const { route, upstream } = this.#plan;
    const clientsTurn = this.#isClientsTurn();
    if (this.#progress !== this.#progressSeen || clientsTurn) {
      this.#progressSeen = this.#progress;
      this.#quietSince = now;
    }
    // The time of the exchange counts from the end of the request; a client has its own limit for sending it.
    if (this.#phase === 'sending' && clientsTurn) this.#deadline = now + route.timeout;
    const quiet = now - this.#quietSince;
    if (now >= this.#deadline) this.#expire(`took longer than the route's timeout of ${route.timeout} ms`);
    else if (this.#phase === 'sent' && quiet >= upstream.timeouts.headers) this.#expire('sent no answer in time');
    else if (this.#phase !== 'waiting' && this.#phase !== 'sent' && quiet >= upstream.timeouts.idle)
      this.#expire('went quiet');
  }

  #isClientsTurn(): boolean {
    if (this.#phase === 'sending') return this.#upload !== undefined && !this.#upload.blocked;
    return this.#phase === 'ended' || this.#paused;
  }

  #expire(what: string): void {
    if (this.#isClientsTurn()) this.#aborted = 'client';
    this.#attempt?.abort('timeout');
    this.#fail(new GatewayError('upstream_timeout', `${this.#where()} ${what}`));
  }

  /** Ends the exchange without an answer, or within it. */
  #fail(error: GatewayError): void {
    if (this.#settled) return;
    if (this.#status === 0) {
      this.#settle();
      this.#res.off('close', onClose);
      this.#reject(error);
      return;
    }
    this.#aborted ??= 'upstream';
    breakOff(this.#req, this.#res);
  }

  #settle(): void {
    this.#settled = true;
    if (this.slot !== -1) this.#plan.upstream.watch.delete(this);
    this.#upload?.destroy();
  }

  #where(): string {
    return `upstream "${this.#plan.upstream.name}", endpoint ${this.#endpoint?.url}:`;
  }

  /** The answer is complete, and the rest of the request is of no use to anybody. */
  #dropUpload(): void {
    const upload = this.#upload;
    if (upload === undefined || upload.destroyed || upload.readableEnded) return;
    upload.destroy();
    const { contentLength } = this.#plan.request;
    discardBody(this.#req, this.#res, contentLength === undefined ? undefined : contentLength - this.#bytesIn);
  }
}

function without(edits: HeaderEdits, name: string): HeaderEdits {
  return { set: edits.set, remove: [...edits.remove, name] };
}
