import { hash, randomBytes } from 'node:crypto';
import { GatewayError } from '../errors.ts';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** 16 bytes in base64, as every encoder writes them. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
/** The one version that there is. */
export const WEBSOCKET_VERSION = '13';

/** What a handshake is judged by. Fields that occur twice are joined with a comma, so that they are no longer valid. */
export interface Handshake {
  /** Of the request line; `CONNECT` where the handshake came as the extended CONNECT of HTTP/2 (RFC 8441). */
  readonly method: string;
  readonly httpVersion: string;
  /** `sec-websocket-version`. */
  readonly version: string | undefined;
  /** `sec-websocket-key`; HTTP/2 has none. */
  readonly key: string | undefined;
}

/**
 * Whether an HTTP/1 request asks for a WebSocket (RFC 6455, section 4.2.1, points 3 and 4). One of HTTP/1.0 cannot
 * (RFC 9110, section 7.8).
 */
export function asksForWebSocket(
  httpVersion: string,
  upgrade: string | undefined,
  connection: string | undefined,
): boolean {
  return upgrade !== undefined && httpVersion === '1.1' && lists(upgrade, 'websocket') && lists(connection, 'upgrade');
}

/**
 * Makes sure that a request that asks for a WebSocket may be answered with one (RFC 6455, section 4.2.1; RFC 8441, section 5).
 *
 * @throws GatewayError `bad_request`; `websocket_version` with the version that is spoken here
 */
export function checkHandshake({ method, httpVersion, version, key }: Handshake): void {
  const extended = httpVersion === '2.0';
  if (method !== (extended ? 'CONNECT' : 'GET')) throw badHandshake('a WebSocket begins with a GET');
  if (version !== WEBSOCKET_VERSION) {
    const detail = `of the versions of WebSocket ${WEBSOCKET_VERSION} is spoken here`;
    const headers = { 'sec-websocket-version': WEBSOCKET_VERSION };
    // HTTP/2 has no such fields (RFC 9113, section 8.2.2); RFC 9110, section 15.5.22, wants them in HTTP/1.
    const wanted = extended ? headers : { ...headers, upgrade: 'websocket', connection: 'upgrade, close' };
    throw new GatewayError('websocket_version', `refused a WebSocket: ${detail}`, { detail, headers: wanted });
  }
  if (!extended && !KEY.test(key ?? '')) throw badHandshake('sec-websocket-key is not 16 bytes in base64');
}

/** A key for a handshake of our own with an upstream. */
export function createKey(): string {
  return randomBytes(16).toString('base64');
}

/** The `sec-websocket-accept` that answers a key (RFC 6455, section 4.2.2): whoever sends it knows what it agrees to. */
export function acceptOf(key: string): string {
  return hash('sha1', key + GUID, 'base64');
}

function lists(field: string | undefined, wanted: string): boolean {
  return field?.split(',').some((option) => option.trim().toLowerCase() === wanted) === true;
}

function badHandshake(detail: string): GatewayError {
  return new GatewayError('bad_request', `refused a WebSocket: ${detail}`, { detail });
}
