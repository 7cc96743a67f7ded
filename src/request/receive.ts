import type { GatewayConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { AddressSet } from '../http/address.ts';
import { type Authority, parseAuthority } from '../http/authority.ts';
import { badTarget } from '../http/escapes.ts';
import { readFraming } from '../http/framing.ts';
import { checkMethod } from '../http/methods.ts';
import { type Reported, readReports } from '../http/proxies.ts';
import { badHeader, type ControlFields, type HeaderLimits, readHeaders } from '../http/received.ts';
import { parseTarget, type Target, toOriginForm } from '../http/target.ts';
import { countPasses } from '../http/via.ts';
import { asksForWebSocket } from '../http/websocket.ts';
import { CanonicalRequest } from './canonical.ts';
import type { ClientRequest } from './client.ts';
import { type Connection, connectionOf } from './connection.ts';

export { CanonicalRequest } from './canonical.ts';
export type { Client, ClientCertificate, ClientTls } from './connection.ts';

/** What `receive` needs besides the request; made once per configuration by `receiveContext`. */
export interface ReceiveContext extends HeaderLimits {
  readonly targetBytes: number;
  readonly trustedProxies: AddressSet;
  /** Whether any route accepts encoded slashes; the router refuses them on the others. */
  readonly encodedSlashes: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** A request that passed through Regates more often than this is in a loop. */
const MAX_PASSES = 5;

/** Throws GatewayError `config_invalid` where a trusted proxy is no network. */
export function receiveContext(
  config: Pick<GatewayConfig, 'request' | 'routes' | 'trustedProxies'>,
  clock: Pick<ReceiveContext, 'now' | 'newId'>,
): ReceiveContext {
  const { headerBytes, headerCount, targetBytes } = config.request;
  return {
    headerBytes,
    headerCount,
    targetBytes,
    trustedProxies: AddressSet.from(config.trustedProxies),
    encodedSlashes: config.routes.some((route) => route.encodedSlashes),
    now: clock.now,
    newId: clock.newId,
  };
}

/**
 * The canonical form of a request. Nothing is repaired: what two readers could understand in two ways is refused, and what
 * a client may not say is taken away before anything else looks. Throws GatewayError, see ERRORS under "receive".
 */
export function receive(req: ClientRequest, context: ReceiveContext): CanonicalRequest {
  const ended = 'stream' in req ? req.stream.endAfterHeaders : undefined;
  const { httpVersion } = req;
  checkVersion(httpVersion, ended);
  const protocol = 'stream' in req ? req.headers[':protocol'] : undefined;
  const method = readMethod(req, protocol);
  const { fields, control } = readHeaders(req.rawHeaders, context);
  const { host, authority } = readAuthority(req, control);
  const connection = connectionOf(req);
  const reported = readProxies(connection, control, context);
  const scheme = reported?.scheme ?? connection.scheme;
  const target = readTarget(toOriginForm(req.url ?? '', scheme, authority), method, context);
  // What follows the handshake of a WebSocket on its stream is no body.
  const framing = readFraming(control, { method, httpVersion, ended: protocol === undefined ? ended : undefined });
  // Upgrades to other protocols are ignored (RFC 9110, section 7.8).
  const websocket = protocol !== undefined || asksForWebSocket(httpVersion, control.upgrade, control.connection);
  if (websocket) fields.push('upgrade', 'websocket');
  checkLoop(control);
  return new CanonicalRequest({
    id: (reported && readId(control)) ?? context.newId(),
    receivedAtMs: context.now(),
    method,
    scheme,
    host,
    authority,
    target,
    headers: fields,
    client: reported ? { ...connection.client, address: reported.address } : connection.client,
    framing,
    httpVersion,
    forwardedFor: reported?.chain ?? NOBODY,
    forwardedHost: reported?.host,
    upgrade: websocket ? 'websocket' : undefined,
  });
}

const NOBODY: readonly string[] = Object.freeze([]);

/** Node takes HTTP/0.9 and the text `HTTP/2.0` on an HTTP/1 connection for requests like any other. */
function checkVersion(httpVersion: string, ended: boolean | undefined): void {
  if (httpVersion === '1.1' || httpVersion === '1.0' || ended !== undefined) return;
  throw new GatewayError('http_version_not_supported', `refused a request of HTTP/${httpVersion}`);
}

function readAuthority(req: ClientRequest, control: ControlFields): Authority {
  const named = 'stream' in req ? req.headers[':authority'] : undefined;
  if (named !== undefined && control.host !== undefined && named !== control.host) {
    throw badHeader('host and :authority disagree');
  }
  return parseAuthority(String(named ?? control.host ?? ''));
}

function readProxies(connection: Connection, control: ControlFields, context: ReceiveContext): Reported | undefined {
  const { trustedProxies } = context;
  if (!connection.isTrusted(trustedProxies)) return undefined;
  return readReports(connection.client.peer, control, trustedProxies);
}

function readTarget(raw: string, method: string, context: ReceiveContext): Target {
  const target = parseTarget(raw, { maxBytes: context.targetBytes, encodedSlashes: context.encodedSlashes });
  if (target.path === '*' && method !== 'OPTIONS') throw badTarget('only OPTIONS may ask about the whole server');
  return target;
}

/** RFC 8441, section 5: the extended CONNECT means the GET that asks for an upgrade in HTTP/1.1. */
function readMethod(req: ClientRequest, protocol: unknown): string {
  if (protocol === undefined) return checkMethod(req.method ?? '');
  if (protocol === 'websocket') return 'GET';
  throw new GatewayError('method_not_implemented', 'refused an extended CONNECT for a protocol other than websocket');
}

function checkLoop({ via }: ControlFields): void {
  if (via === undefined || countPasses(via) < MAX_PASSES) return;
  throw new GatewayError('loop_detected', 'a request came back to the gateway: check that no upstream leads to it');
}

/** The id that a trusted proxy gave, where it is harmless in logs and header fields. */
function readId(control: ControlFields): string | undefined {
  const id = control['x-request-id'];
  return id !== undefined && /^[\w.:+/=-]{1,128}$/.test(id) ? id : undefined;
}
