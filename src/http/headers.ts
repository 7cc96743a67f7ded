import { GatewayError } from '../errors.ts';
import { allIn, FIELD_VALUE, TOKEN } from './characters.ts';
import { fieldOf } from './fields.ts';
import { type ForwardedRequest, forwardedHeaders } from './forwarded.ts';
import { appendVia } from './via.ts';
import { WEBSOCKET_VERSION } from './websocket.ts';

/** Edits of a header section that the gateway or a policy asks for. Names are lower case. */
export interface HeaderEdits {
  /** Flat `[name, value, ...]`. */
  readonly set: readonly string[];
  readonly remove: readonly string[];
}

/** What the upstream's header section is built from; a CanonicalRequest is one. */
export interface UpstreamRequest extends ForwardedRequest {
  readonly id: string;
  readonly httpVersion: string;
  /** Canonical fields, flat `[name, value, ...]`, as the policy saw them. */
  readonly headers: readonly string[];
}

/** What the gateway adds to, or takes from, the client's fields. */
export interface UpstreamAdditions {
  readonly edits: HeaderEdits;
  /** Flat fields that carry the verified identity. A client's field of the same name never passes. */
  readonly identity: readonly string[];
}

/** What the gateway adds to, or takes from, the upstream's answer. */
export interface ResponseAdditions {
  readonly edits: HeaderEdits;
  /** Flat fields of the gateway itself, as `ratelimit`. */
  readonly extra: readonly string[];
}

/** RFC 9110, section 7.6.1. */
const RESPONSE_HOPS = new Set(
  'connection keep-alive proxy-authenticate proxy-connection te trailer transfer-encoding upgrade http2-settings'.split(
    ' ',
  ),
);

/** Whether `name` can be the name of a header field (RFC 9110, section 5.1). */
export function isFieldName(name: string): boolean {
  return name !== '' && allIn(name, TOKEN);
}

/** Whether `value` can be the value of a header field: no control characters, no characters above U+00FF. */
export function isFieldValue(value: string): boolean {
  return allIn(value, FIELD_VALUE);
}

/**
 * Whether a policy may set or remove the field of a request. It may not touch what frames or routes the message, what
 * belongs to the connection, and what carries the gateway's own word (`x-regate-*`, `forwarded` and its like).
 */
export function isEditable(name: string): boolean {
  const { treatment } = fieldOf(name);
  return isFieldName(name) && treatment !== 'control' && treatment !== 'hop' && !name.startsWith('x-regate-');
}

/**
 * The header section for the upstream, flat `[name, value, ...]`, ready for undici: the canonical fields without what is
 * removed or replaced, then `host` (the client's authority), `via`, `forwarded`, `x-forwarded-for|-proto|-host`,
 * `x-request-id`, the identity and the policy's fields. `content-length` is passed on where the client sent it;
 * `transfer-encoding` never is. Instead of `upgrade`, which only a WebSocket has, its version is sent: how the upgrade is
 * asked for depends on the protocol.
 */
export function upstreamHeaders(request: UpstreamRequest, { edits, identity }: UpstreamAdditions): string[] {
  const { headers } = request;
  const out = ['host', request.authority];
  let via: string | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    const value = headers[i + 1]!;
    if (name === 'via') via = value;
    else if (name === 'upgrade') out.push('sec-websocket-version', WEBSOCKET_VERSION);
    else if (!isReplaced(name, edits, identity)) out.push(name, value);
  }
  out.push('via', appendVia(via, request.httpVersion), 'x-request-id', request.id, ...forwardedHeaders(request));
  out.push(...identity, ...edits.set);
  return out;
}

/**
 * The header section for the client, flat `[name, value, ...]`, ready for `writeHead`, from what undici hands to
 * `onResponseStart` (lower-case names). Hop-by-hop fields and those that the upstream's `connection` lists are left out,
 * `via` is extended; a field of `edits` or `extra` replaces the upstream's. Throws GatewayError `upstream_failed` where the
 * framing is ambiguous.
 */
export function responseHeaders(
  received: Readonly<Record<string, string | string[] | undefined>>,
  { edits, extra }: ResponseAdditions,
): string[] {
  const out: string[] = [];
  const listed = connectionOptions(received.connection);
  for (const name in received) {
    if (RESPONSE_HOPS.has(name) || name === 'via' || listed?.includes(name)) continue;
    if (isReplaced(name, edits, extra)) continue;
    const value = received[name];
    if (typeof value === 'string') out.push(name, value);
    else if (value !== undefined) pushAll(out, name, value);
  }
  const via = received.via;
  out.push('via', appendVia(Array.isArray(via) ? via.join(', ') : via, '1.1'), ...extra, ...edits.set);
  return out;
}

/** What has no place in trailers: framing, routing, authentication, and how a body is to be read (RFC 9110, section 6.5.1). */
const NO_TRAILERS = new Set(
  (
    'content-length content-encoding content-type content-range host authorization www-authenticate set-cookie cookie ' +
    'cache-control expect max-forwards pragma range te age date expires location retry-after vary warning'
  ).split(' '),
);

/** The trailers for the client, flat. What may only stand in a header section is dropped. */
export function responseTrailers(received: Readonly<Record<string, string | string[] | undefined>>): string[] {
  const out: string[] = [];
  for (const [name, value] of Object.entries(received)) {
    if (value === undefined || RESPONSE_HOPS.has(name) || NO_TRAILERS.has(name) || name.startsWith(':')) continue;
    for (const one of [value].flat()) out.push(name, one);
  }
  return out;
}

function pushAll(out: string[], name: string, values: readonly string[]): void {
  if (name === 'content-length') {
    throw new GatewayError('upstream_failed', 'the upstream sent several content-length fields: see its access log');
  }
  for (const value of values) out.push(name, value);
}

function connectionOptions(connection: string | string[] | undefined): readonly string[] | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const options = String(connection).toLowerCase().split(',');
  return options.map((option) => option.trim()).filter((option) => option !== 'content-length');
}

/** CGI and its heirs read `_` and `-` alike, so that `x_user` of a client would stand in for our `x-user`. */
function isReplaced(name: string, edits: HeaderEdits, added: readonly string[]): boolean {
  return isNamed(name, edits, added) || (name.includes('_') && isNamed(name.replaceAll('_', '-'), edits, added));
}

function isNamed(name: string, edits: HeaderEdits, added: readonly string[]): boolean {
  return edits.remove.includes(name) || isIn(added, name) || isIn(edits.set, name);
}

function isIn(flat: readonly string[], name: string): boolean {
  for (let i = 0; i < flat.length; i += 2) if (flat[i] === name) return true;
  return false;
}
