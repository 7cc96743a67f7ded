import type { ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';
import { Socket } from 'node:net';
import type { ClientRequest, ClientResponse } from './client.ts';

/** Unread bytes of a request that are read to the end so that the connection can go on. */
const DRAIN_BYTES = 64 * 1024;
/** How long a connection is read after the answer before it is closed over a body that nobody wants. */
const LINGER_MS = 2000;

/** Sends status and fields. Nothing is on the wire before the first byte of the body, the end, or `flushHead`. */
export function writeHead(res: ClientResponse, status: number, headers: string[]): void {
  // Both protocols take a flat list; only the types of HTTP/1 say so.
  (res as ServerResponse).writeHead(status, headers);
}

/** Puts the head on the wire, for an answer whose body may be long in coming. Only the types of HTTP/1 say so. */
export function flushHead(res: ClientResponse): void {
  (res as ServerResponse).flushHeaders();
}

/**
 * An answer that comes before the answer (RFC 9110, section 15.2), as 103. Only clients of HTTP/1.1 and HTTP/2 get it. It is
 * a hint: one that Node does not write is left out.
 */
export function sendInterim(res: ClientResponse, status: number, headers: readonly string[]): void {
  const { stream } = res as Http2ServerResponse;
  const fields = byName(headers);
  try {
    if (stream) stream.additionalHeaders({ ':status': status, ...fields });
    else if (status === 103 && res.req.httpVersion === '1.1' && fields.link) {
      (res as ServerResponse).writeEarlyHints(fields);
    }
  } catch {}
}

/** Trailers, for the end of an answer that has begun. A client of HTTP/1.1 gets them where it asked for them. */
export function sendTrailers(req: ClientRequest, res: ClientResponse, trailers: readonly string[]): void {
  if (!('stream' in res) && !/\btrailers\b/i.test(String(req.headers.te ?? ''))) return;
  // As one value (RFC 9110, section 5.3): of some fields Node takes no list.
  const joined = Object.entries(byName(trailers)).map(([name, values]) => [name, values.join(', ')] as const);
  res.addTrailers(Object.fromEntries(joined));
}

/** The values of each name, where Node takes no flat list. */
function byName(flat: readonly string[]): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null);
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    fields[name] ??= [];
    fields[name].push(flat[i + 1]!);
  }
  return fields;
}

/** Whether the client, or the answer's stream, is gone. */
export function isGone(res: ClientResponse): boolean {
  return ((res as Http2ServerResponse).stream ?? res).destroyed;
}

/** Whether all of an answer that was ended went out. */
export function isDelivered(res: ClientResponse): boolean {
  const { stream } = res as Http2ServerResponse;
  return stream ? stream.rstCode === constants.NGHTTP2_NO_ERROR : (res as ServerResponse).writableFinished;
}

const brokenOff = new WeakSet<object>();

/** Whether it was `breakOff` that ended a stream of HTTP/2, and not its client. */
export function isBrokenOff(stream: object): boolean {
  return brokenOff.has(stream);
}

/**
 * Ends an answer that cannot be completed so that no client takes it for a whole one: a reset, which also tells the truth
 * where a body ends with its connection.
 */
export function breakOff(req: ClientRequest, res: ClientResponse): void {
  const { stream } = res as Http2ServerResponse;
  if (stream) {
    brokenOff.add(stream);
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  } else if (canReset(req.socket) && (res as ServerResponse).socket) {
    // A socket whose end is on its way cannot be reset: Node would leave it open for ever.
    req.socket.resetAndDestroy();
  } else {
    (res as ServerResponse).destroy();
  }
}

function canReset(socket: Socket): boolean {
  return socket.constructor === Socket && !socket.writableEnded;
}

/**
 * Sees to what is left of a request's body when its answer is given without it. A short rest is read and forgotten, and
 * the connection goes on. Else it is closed after the answer, but read for a while more: closing at once would reset it,
 * and the client might never see the answer.
 *
 * Call it before `writeHead` where that is possible, so that the answer can say `connection: close`.
 */
export function discardBody(req: ClientRequest, res: ClientResponse, contentLength: number | undefined): void {
  if (req.complete || req.destroyed) return;
  const { stream } = res as Http2ServerResponse;
  if (stream) {
    // A reset overtakes what was not written yet, as a head that is the whole answer.
    stream.once('finish', () => setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR)));
  } else if (contentLength === undefined || contentLength > DRAIN_BYTES) {
    (res as ServerResponse).shouldKeepAlive = false;
    linger(req.socket, res as ServerResponse);
  }
  req.resume();
}

function linger(socket: Socket, res: ServerResponse): void {
  const close = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
  // Node calls it after an answer that says `connection: close`.
  socket.destroySoon = close;
  if (res.headersSent) res.once('finish', close);
}
