import type { Duplex } from 'node:stream';
import { FrameFollower } from '../../http/websocket-frames.ts';

/** What a flow asks and tells its tunnel. */
export interface FlowOwner {
  /** Whether so many bytes more may pass; where not, both flows have been ended. */
  admits(bytes: number): boolean;
  /** What came is no frame; nothing of it was sent on. */
  onMalformed(flow: Flow): void;
}

/** One direction of a tunnel: what comes from `source` goes to `sink`, no faster than that takes it. */
export class Flow {
  readonly source: Duplex;
  readonly sink: Duplex;
  readonly #owner: FlowOwner;
  readonly #follower = new FrameFollower();
  /** Whether what was sent ends with the end of a frame. */
  #aligned = true;
  /** The last frame for the sink, which waits for the present one to end. */
  #farewell: Buffer | undefined;
  #over = false;
  #bytes = 0;

  constructor(source: Duplex, sink: Duplex, owner: FlowOwner) {
    this.source = source;
    this.sink = sink;
    this.#owner = owner;
  }

  /** Bytes that were sent on. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param head what came from the source already */
  start(head?: Buffer): void {
    this.sink.on('drain', () => this.source.resume());
    this.source.on('end', () => this.finish());
    if (head && head.length > 0) this.#receive(head);
    this.source.on('data', (chunk: Buffer) => this.#receive(chunk));
    if (this.sink.writableNeedDrain) this.source.pause();
    else this.source.resume();
  }

  /** Ends it with a frame of our own as soon as no other is under way. What comes after that is dropped. */
  end(farewell: Buffer): void {
    if (this.#over) return;
    this.#farewell = farewell;
    if (this.#aligned) this.finish();
  }

  /** Ends it with what was sent so far. */
  finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#farewell && this.#aligned && !this.#follower.closing) this.sink.end(this.#farewell);
    else this.sink.end();
    // The other end may still be sending, and a connection that is closed over unread bytes is reset.
    this.source.resume();
  }

  /** Ends it where it is; within a frame, the sink learns of it by the end of its connection. */
  cut(): void {
    if (this.#over) return;
    this.finish();
    this.sink.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#over || !this.#owner.admits(chunk.length)) return;
    let boundary = this.#aligned ? 0 : -1;
    for (let at = 0; at < chunk.length; ) {
      at = this.#follower.next(chunk, at);
      if (at === -1) {
        if (boundary > 0) this.#send(chunk.subarray(0, boundary), true);
        this.#owner.onMalformed(this);
        return;
      }
      if (!this.#follower.atBoundary) break;
      boundary = at;
      if (this.#farewell) {
        this.#send(chunk.subarray(0, boundary), true);
        this.finish();
        return;
      }
    }
    this.#send(chunk, boundary === chunk.length);
  }

  #send(chunk: Buffer, aligned: boolean): void {
    this.#aligned = aligned;
    this.#bytes += chunk.length;
    if (this.sink.writable && !this.sink.write(chunk)) this.source.pause();
  }
}
