import { Readable } from 'node:stream';
import type { ClientRequest, ClientResponse } from '../client.ts';
import { discardBody } from '../respond.ts';

/**
 * A body on its way to the upstream: what was read already, then the rest of the client's stream, no faster than the
 * upstream takes it. The client's stream is not touched before the first byte is asked for, and it outlives this one:
 * undici destroys what it sends, which must not take the client's connection with it.
 */
export class Upload extends Readable {
  readonly #req: ClientRequest;
  readonly #begun: readonly Uint8Array[];
  readonly #onBegin: (() => void) | undefined;
  #reading = false;
  /** Whether the client broke off. */
  clientLeft = false;

  /** @param onBegin is called when the client's stream is first asked for data. */
  constructor(req: ClientRequest, begun: readonly Uint8Array[], onBegin: (() => void) | undefined) {
    super();
    // undici listens only while it sends; whoever else ends this stream has told the exchange already.
    this.on('error', ignore);
    this.#req = req;
    this.#begun = begun;
    this.#onBegin = onBegin;
  }

  /** Whether the client's stream was asked for data. */
  get begun(): boolean {
    return this.#reading;
  }

  /** Whether it waits for the upstream to take what there is, and not for the client. */
  get blocked(): boolean {
    return !this.#reading || this.#req.isPaused();
  }

  override _read(): void {
    if (this.#reading) this.#req.resume();
    else this.#begin();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#detach();
    done(error);
  }

  #begin(): void {
    this.#reading = true;
    this.#onBegin?.();
    for (const chunk of this.#begun) this.push(chunk);
    if (this.#req.readableEnded) this.push(null);
    else if (this.#req.destroyed) this.#onClose();
    else this.#req.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  #detach(): void {
    if (!this.#req.readableEnded) this.#req.pause();
    this.#req.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#req.pause();
  };

  readonly #onEnd = (): void => {
    this.#detach();
    this.push(null);
  };

  readonly #onClose = (): void => {
    this.clientLeft = true;
    this.destroy(new Error('the client left before its body was complete'));
  };
}

/**
 * The answer is complete, and the rest of the request is of no use to anybody.
 *
 * @param sent bytes of it that went out
 */
export function dropRest(upload: Upload, req: ClientRequest, res: ClientResponse, sent: number): void {
  if (upload.destroyed || upload.readableEnded) return;
  upload.destroy();
  const length = req.headers['content-length'];
  discardBody(req, res, length === undefined ? undefined : Number(length) - sent);
}

function ignore(): void {}
