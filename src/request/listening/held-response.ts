import { type Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/**
 * An answer over HTTP/2 whose head waits for what comes with it, as the one of HTTP/1 does. An answer without a body is then
 * one frame, which gRPC relies on: a status in the head counts only where the head is also the end ("Trailers-Only").
 */
export class HeldResponse<
  Request extends Http2ServerRequest = Http2ServerRequest,
> extends Http2ServerResponse<Request> {
  #headers: string[] | undefined;

  /** Node calls it again without `headers` when a byte, the end or `flushHeaders` needs the head on the wire. */
  override writeHead(status: number, ...rest: unknown[]): this {
    const [headers] = rest;
    if (Array.isArray(headers)) {
      this.statusCode = status;
      this.#headers = headers;
      return this;
    }
    const held = this.#headers;
    this.#headers = undefined;
    super.writeHead(status, held as never);
    return this;
  }
}
