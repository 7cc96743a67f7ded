import type { IncomingMessage } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { RouteConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { acceptOf, asksForWebSocket, checkHandshake } from '../http/websocket.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import { flushHead, writeHead } from './respond.ts';

/** Event of a client's stream that was upgraded: its listener is closing, and the stream should come to its end. */
export const GOING_AWAY = Symbol('going away');

/**
 * Fields of an upstream's answer that are not the answer to the client's handshake: its accept is made from its own key, and
 * no body has a length or a coding (RFC 9110, sections 8.6 and 9.3.6).
 */
const NOT_PASSED = new Set(['sec-websocket-accept', 'content-length', 'content-encoding']);

/** Whether Node should give away the connection of an HTTP/1 request: it asks for a WebSocket and has no body. */
export function isUpgrade({ method, httpVersion, headers }: IncomingMessage): boolean {
  const { upgrade, connection } = headers;
  const bodiless = (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined;
  return method === 'GET' && bodiless && asksForWebSocket(httpVersion, upgrade, connection);
}

/** Makes sure that a route has WebSockets. Throws GatewayError `method_not_implemented`. */
export function requireWebSocket(route: Pick<RouteConfig, 'id' | 'websocket'>): void {
  if (route.websocket !== undefined) return;
  const detail = 'WebSocket connections are not supported';
  throw new GatewayError('method_not_implemented', `route ${route.id} has no websocket block: ${detail}`, { detail });
}

/**
 * Makes sure that a request for a WebSocket is a valid handshake on a route that has WebSockets.
 *
 * @throws GatewayError `method_not_implemented` where the route has none, `bad_request`, `websocket_version`
 */
export function admitUpgrade(req: ClientRequest, route: Pick<RouteConfig, 'id' | 'websocket'>): void {
  requireWebSocket(route);
  const { 'sec-websocket-version': version, 'sec-websocket-key': key } = req.headers;
  checkHandshake({ method: req.method ?? '', httpVersion: req.httpVersion, version: text(version), key: text(key) });
}

/**
 * Answers a valid handshake: 101 over HTTP/1.1 (RFC 6455, section 4.2.2), 200 over HTTP/2 (RFC 8441, section 5).
 *
 * @param headers flat, as `responseHeaders` gives them
 * @returns the stream on which the frames are; it is paused
 * @throws TypeError where a field cannot be written
 */
export function acceptUpgrade(req: ClientRequest, res: ClientResponse, headers: readonly string[]): Duplex {
  const fields: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!NOT_PASSED.has(headers[i]!)) fields.push(headers[i]!, headers[i + 1]!);
  }
  const { stream } = res as Http2ServerResponse;
  if (stream) {
    writeHead(res, 200, fields);
    flushHead(res);
    return stream.pause();
  }
  const accept = acceptOf(String(req.headers['sec-websocket-key']));
  fields.push('upgrade', 'websocket', 'connection', 'Upgrade', 'sec-websocket-accept', accept);
  writeHead(res, 101, fields);
  flushHead(res);
  return req.socket.setTimeout(0).pause();
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
