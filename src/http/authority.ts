import { isIPv6 } from 'node:net';
import { GatewayError } from '../errors.ts';
import { HOST, isIn } from './characters.ts';

/** A host and port in one spelling. */
export interface Authority {
  /** Lower case; an IPv6 address in brackets. */
  readonly host: string;
  /** `host[:port]`, lower case. */
  readonly authority: string;
}

const COLON = 0x3a;
const DOT = 0x2e;
const BRACKET = 0x5b;
const ZERO = 0x30;
const NINE = 0x39;
/** RFC 1035, section 2.3.4. */
const MAX_HOST = 253;

/**
 * The value of `Host` or `:authority` (RFC 9110, section 7.2): a DNS name, an IPv4 address or an IPv6 address in brackets, with or without
 * a port. Userinfo, escapes, empty labels, a trailing dot, an empty port and a port above 65535 or with leading
 * zeros are refused: an upstream might read them otherwise. Throws GatewayError `bad_header`.
 */
export function parseAuthority(raw: string): Authority {
  const end = raw.charCodeAt(0) === BRACKET ? literalEnd(raw) : nameEnd(raw);
  if (end < raw.length) checkPort(raw, end);
  const authority = raw.toLowerCase();
  return { host: end === raw.length ? authority : authority.slice(0, end), authority };
}

function nameEnd(raw: string): number {
  let previous = DOT;
  let i = 0;
  for (; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code === COLON) break;
    if (!isIn(code, HOST) || (code === DOT && previous === DOT)) throw badHost();
    previous = code;
  }
  if (previous === DOT || i > MAX_HOST) throw badHost();
  return i;
}

function literalEnd(raw: string): number {
  const close = raw.indexOf(']');
  const address = raw.slice(1, close);
  if (close === -1 || !isIPv6(address) || address.includes('%')) throw badHost();
  return close + 1;
}

function checkPort(raw: string, colon: number): void {
  const length = raw.length - colon - 1;
  if (raw.charCodeAt(colon) !== COLON || length < 1 || length > 5) throw badHost();
  if (raw.charCodeAt(colon + 1) === ZERO) throw badHost();
  let port = 0;
  for (let i = colon + 1; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code < ZERO || code > NINE) throw badHost();
    port = port * 10 + code - ZERO;
  }
  if (port > 65535) throw badHost();
}

function badHost(): GatewayError {
  const detail = 'the host is missing or malformed';
  return new GatewayError('bad_header', `refused a request: ${detail}`, { detail });
}
