import type { Failure, ReceivedHeaders } from '../traffic/transport/transport.ts';
import type { Upstream } from '../traffic/upstream.ts';
import type { Watched } from '../traffic/watch.ts';
import type { OutgoingBody } from './forwarding/outgoing-body.ts';
import { outgoingRequest } from './forwarding/outgoing-request.ts';
import type { ForwardPlan } from './forwarding/plan.ts';
import { type Tries, Try } from './forwarding/try.ts';
import { Upload } from './forwarding/upload.ts';

/** Bytes of an answer that are read, and forgotten; more is cut off. */
const READ_BYTES = 1024 * 1024;

/**
 * Sends a copy of a request to another upstream and forgets the answer. Nothing of the exchange waits for it, and nothing
 * that happens to it shows there. A body that is still being read is not copied, nor is a WebSocket. The copy says
 * `x-regate-mirror: true`, which no client can say.
 */
export function mirror(plan: ForwardPlan, to: Upstream, body: OutgoingBody): void {
  if (body instanceof Upload || plan.request.upgrade !== undefined || !to.enter()) return;
  const endpoint = to.choose(undefined, plan.hash);
  if (endpoint === undefined || !to.wait()) {
    to.leave();
    return;
  }
  const outgoing = outgoingRequest({ ...plan, upstream: to }, body);
  outgoing.headers.push('x-regate-mirror', 'true');
  const copy = new Copy(to, to.watch.now() + plan.route.timeout);
  copy.send(new Try(copy, to, endpoint), outgoing);
}

/** A copy on its way. */
class Copy implements Tries, Watched {
  slot = -1;
  readonly #upstream: Upstream;
  readonly #deadline: number;
  #attempt: Try | undefined;
  #bytes = 0;

  constructor(upstream: Upstream, deadline: number) {
    this.#upstream = upstream;
    this.#deadline = deadline;
  }

  send(attempt: Try, outgoing: Parameters<Try['send']>[0]): void {
    this.#attempt = attempt;
    this.#upstream.watch.add(this);
    attempt.send(outgoing);
  }

  check(now: number): void {
    if (now >= this.#deadline) this.#cut('timeout');
  }

  onBodySent(): void {}
  onSent(): void {}
  onInterim(): void {}
  onTrailers(): void {}

  onHead(): boolean {
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > READ_BYTES) this.#cut('abandoned');
    return true;
  }

  onEnd(): void {
    this.#settle();
  }

  onFailure(_attempt: Try, _failure: Failure): void {
    this.#settle();
  }

  onUpgrade(_attempt: Try, _headers: ReceivedHeaders, stream: { destroy(): void }): void {
    stream.destroy();
    this.#settle();
  }

  #cut(kind: 'timeout' | 'abandoned'): void {
    this.#attempt?.abort(kind);
    this.#settle();
  }

  #settle(): void {
    if (this.slot === -1) return;
    this.#upstream.watch.delete(this);
    this.slot = -1;
    this.#upstream.leave();
  }
}
