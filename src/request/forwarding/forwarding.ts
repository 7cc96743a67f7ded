import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayError, toGatewayError } from '../../errors.ts';
import { expiryOf } from '../../identity/expiry.ts';
import { reasonOf, reasonOfStatus } from '../../traffic/retry.ts';
import type { Failure, ReceivedHeaders } from '../../traffic/transport/transport.ts';
import type { Watched } from '../../traffic/watch.ts';
import type { ClientRequest, ClientResponse } from '../client.ts';
import { breakOff, isDelivered, isGone } from '../respond.ts';
import type { OpenStream } from '../streams.ts';
import { Answer } from './answer.ts';
import { type Asker, Attempts, unavailable } from './attempts.ts';
import { type BodyRate, bodyRate } from './body-rate.ts';
import type { OutgoingBody } from './outgoing-body.ts';
import { outgoingRequest } from './outgoing-request.ts';
import type { ForwardPlan, ForwardResult } from './plan.ts';
import { checkResponseSize, requestLimit, tooLarge } from './sizes.ts';
import { endOfStream, Times } from './times.ts';
import type { Try } from './try.ts';
import { Tunnel } from './tunnel.ts';
import { dropRest, Upload } from './upload.ts';
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

/** One request on its way, over as many attempts as it takes. */
export class Forwarding implements Asker, Watched {
  readonly #req: ClientRequest;
  readonly #res: Carrier;
  readonly #plan: ForwardPlan;
  readonly #resolve: (result: ForwardResult) => void;
  readonly #reject: (error: GatewayError) => void;
  readonly #answer: Answer;
  readonly #times: Times;
  slot = -1;
  #attempts: Attempts | undefined;
  #upload: Upload | undefined;
  #rate: BodyRate | undefined;
  #tunnel: Tunnel | undefined;
  #open: OpenStream | undefined;
  #bytesIn = 0;
  /** What was read whole was measured before. */
  #mostBytesIn = Number.POSITIVE_INFINITY;
  #aborted: 'client' | 'upstream' | undefined;
  #ended: GatewayError | undefined;
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
    this.#answer = new Answer(req, this.#res, plan);
    this.#times = new Times(plan);
  }

  start(body: OutgoingBody): void {
    const { upstream } = this.#plan;
    if (isGone(this.#res)) {
      this.onClose();
      return;
    }
    if (body instanceof Upload) {
      this.#upload = body;
      this.#mostBytesIn = requestLimit(this.#plan);
      this.#rate = bodyRate(this.#plan, upstream.watch.now());
    }
    if (!upstream.enter()) {
      this.#fail(unavailable('upstream_overloaded', upstream.name, 'has as many requests as its breaker allows'));
      return;
    }
    this.#attempts = new Attempts(this, this.#plan, outgoingRequest(this.#plan, body));
    this.#times.start(upstream.watch.now());
    this.#res[FORWARDING] = this;
    this.#res.on('close', onClose);
    upstream.watch.add(this);
    this.#attempts.start();
  }

  get isOpen(): boolean {
    return !this.#settled && this.#answer.status === 0;
  }

  onAttempt(): void {
    this.#bytesIn = 0;
    this.#times.tries(this.#plan.upstream.watch.now());
  }

  onNoAttempt(error: GatewayError): void {
    this.#fail(error);
  }

  onBodySent(bytes: number): void {
    this.#bytesIn += bytes;
    this.#times.moved();
    if (this.#bytesIn > this.#mostBytesIn) this.stop(tooLarge(this.#plan.route.id));
  }

  onSent(): void {
    this.#times.moved();
  }

  onInterim(status: number, headers: ReceivedHeaders): void {
    this.#times.moved();
    this.#answer.interim(status, headers);
  }

  onHead(attempt: Try, status: number, headers: ReceivedHeaders): boolean {
    const reason = reasonOfStatus(status);
    if (reason && this.#attempts!.replace(attempt, reason)) return false;
    this.#attempts!.prefer(attempt);
    this.#times.moved();
    try {
      checkResponseSize(this.#plan, headers['content-length']);
      this.#answer.head(status, headers);
    } catch (error) {
      attempt.abort('protocol');
      this.#fail(toGatewayError(error, 'upstream_failed'));
      return true;
    }
    if (this.#answer.isStream) this.#goOn();
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#times.moved();
    const { maxResponseSize } = this.#plan.route;
    if (maxResponseSize !== undefined && this.#answer.bytesOut + chunk.length > maxResponseSize) {
      this.stop(new GatewayError('response_too_large', `${this.#where()} more than max_response_size of the route`));
      return true;
    }
    return this.#answer.data(chunk, onDrain);
  }

  onDrain(): void {
    if (!this.#answer.paused) return;
    this.#answer.paused = false;
    this.#times.moved();
    this.#attempts?.current?.resume();
  }

  onTrailers(headers: ReceivedHeaders): void {
    this.#answer.trailers(headers);
  }

  onEnd(): void {
    if (this.#upload) dropRest(this.#upload, this.#req, this.#res, this.#bytesIn);
    this.#answer.end();
  }

  onFailure(attempt: Try, failure: Failure): void {
    if (this.#answer.ended) return;
    const reason = reasonOf(failure);
    if (this.#upload?.clientLeft) this.onClose();
    else if (!reason || !this.#attempts!.replace(attempt, reason)) this.#fail(upstreamError(failure, this.#where()));
  }

  onUpgrade(attempt: Try, headers: ReceivedHeaders, stream: Duplex, head?: Buffer): void {
    const { route, upstream } = this.#plan;
    const { websocket } = route;
    this.#attempts!.prefer(attempt);
    let client: Duplex;
    try {
      if (websocket === undefined) throw new GatewayError('upstream_failed', `${this.#where()} an unasked upgrade`);
      client = this.#answer.upgrade(headers);
    } catch (error) {
      stream.on('error', () => {}).destroy();
      this.#fail(toGatewayError(error, 'upstream_failed'));
      return;
    }
    upstream.watch.delete(this);
    this.slot = -1;
    const limits = { ...websocket, expiresAt: expiryOf(this.#plan.question.subject) };
    this.#tunnel = new Tunnel({ client, upstream: stream, head }, limits, upstream.watch, (result) => {
      this.#bytesIn = result.bytesIn;
      this.#answer.bytesOut = result.bytesOut;
      this.#ended = result.error;
      this.#conclude();
    });
    this.#register((reason) => this.#tunnel!.revoke(reason));
  }

  /** The client's connection is gone, or the answer is with it. */
  onClose(): void {
    if (this.#settled || this.#tunnel) return;
    const complete = this.#answer.ended && isDelivered(this.#res);
    if (!complete) this.#aborted ??= 'client';
    this.#attempts?.abort('abandoned');
    this.#conclude();
  }

  #conclude(): void {
    this.#settle();
    this.#resolve({
      status: this.#answer.status,
      endpoint: this.#attempts?.current?.endpoint.url ?? '',
      attempts: this.#attempts?.count ?? 0,
      bytesIn: this.#bytesIn,
      bytesOut: this.#answer.bytesOut,
      aborted: this.#aborted,
      ended: this.#ended,
    });
  }

  /** Ends the exchange for a reason of the gateway's own. */
  stop(reason: GatewayError): void {
    if (this.#settled) return;
    this.#ended = reason;
    this.#attempts?.abort('abandoned');
    this.#fail(reason);
  }

  check(now: number): void {
    const attempt = this.#attempts?.current;
    const clientsTurn = this.#isClientsTurn();
    const slow = attempt?.phase === 'sending' && this.#rate?.check(now, this.#bytesIn, clientsTurn);
    if (slow) {
      this.stop(new GatewayError('request_timeout', slow));
      return;
    }
    const late = this.#times.look(now, attempt?.phase ?? 'retired', this.#answer.ended, clientsTurn);
    if (late === undefined) return;
    if (late === 'try') {
      // What cannot be replaced may still answer.
      if (attempt === undefined || !this.#attempts!.mayRepeat('timeout')) return;
      if (this.#attempts!.replace(attempt, 'timeout')) attempt.abort('timeout');
    } else if (late === 'credential' || late === 'age' || (late === 'idle' && this.#answer.isStream)) {
      this.stop(endOfStream(late));
    } else {
      if (clientsTurn) this.#aborted = 'client';
      this.#attempts?.abort('timeout');
      this.#fail(new GatewayError('upstream_timeout', `${this.#where()} ${this.#times.explain(late)}`));
    }
  }

  #isClientsTurn(): boolean {
    if (this.#attempts?.current?.phase === 'sending') return this.#upload !== undefined && !this.#upload.blocked;
    return this.#answer.ended || this.#answer.paused;
  }

  /** Ends the exchange without an answer, or within it. */
  #fail(error: GatewayError): void {
    if (this.#settled) return;
    if (this.#answer.status === 0) {
      this.#attempts?.abort('abandoned');
      this.#settle();
      this.#res.off('close', onClose);
      this.#reject(error);
      return;
    }
    this.#aborted ??= 'upstream';
    breakOff(this.#req, this.#res);
  }

  /** The answer goes on: it is asked about again when a policy changes, and lasts no longer than its credential. */
  #goOn(): void {
    this.#times.goOn(expiryOf(this.#plan.question.subject));
    this.#register((reason) => this.stop(reason));
  }

  #register(revoke: OpenStream['revoke']): void {
    const { question, generation, streams } = this.#plan;
    this.#open = { question, generation, revoke };
    streams.add(this.#open);
  }

  #settle(): void {
    this.#settled = true;
    if (this.#open) this.#plan.streams.delete(this.#open);
    if (this.slot !== -1) this.#plan.upstream.watch.delete(this);
    if (this.#attempts) {
      this.#attempts.settle();
      this.#plan.upstream.leave();
    }
    this.#upload?.destroy();
  }

  #where(): string {
    return `upstream "${this.#plan.upstream.name}", endpoint ${this.#attempts?.current?.endpoint.url}:`;
  }
}
