import { isIPv4, isIPv6 } from 'node:net';
import { bytesOf, textOf } from '../bytes.ts';
import { OperandError } from './operands.ts';

/** Parts of a URL, unescaped except for the `raw` ones; an absent part is the empty string. */
export interface GoUrl {
  readonly scheme: string;
  /** What follows the scheme where that is no path, as in `mailto:a@b`. */
  readonly opaque: string;
  /** Before the `@`, as it was written; undefined where there is none. */
  readonly user: string | undefined;
  /** With its port. */
  readonly host: string;
  /** Whether a scheme is followed by a path without a host, as in `file:/a`. */
  readonly omitHost: boolean;
  readonly path: string;
  /** As it was written, where that is not the default way to write it. */
  readonly rawPath: string;
  /** Whether there is a `?` with nothing behind it. */
  readonly forceQuery: boolean;
  readonly rawQuery: string;
  readonly fragment: string;
  /** As `rawPath`. */
  readonly rawFragment: string;
}

/** Where a text stands in a URL; each has its own characters that need no escape. */
type Place = 'path' | 'host' | 'zone' | 'user' | 'query' | 'fragment';

/** Characters, besides letters and digits, that stand for themselves. */
const PLAIN: Readonly<Record<Place, string>> = {
  path: '-_.~$&+,/:;=@',
  host: '-_.~!$&\'()*+,;=:[]<>"',
  zone: '-_.~!$&\'()*+,;=:[]<>"',
  user: '-_.~$&+,;=',
  query: '-_.~',
  fragment: '-_.~$&+,/:;=?@!()*',
};

const EMPTY = {
  scheme: '',
  opaque: '',
  user: undefined,
  host: '',
  omitHost: false,
  path: '',
  rawPath: '',
  forceQuery: false,
  rawQuery: '',
};

const ALPHANUMERIC = /[0-9A-Za-z]/;
const ESCAPE = /^%[0-9A-Fa-f]{2}$/;
const SCHEME = /^([A-Za-z][-+.0-9A-Za-z]*):/;
const CONTROL = /[\0-\x1f\x7f]/;
const USER = /^[-0-9A-Za-z._:~!$&'()*+,;=%@]*$/;
const PORT = /^(?::[0-9]*)?$/;

/** A text as part of a query: what is no letter, digit or `-_.~` is escaped, a space is a plus (Go: url.QueryEscape). */
export function escapeQuery(text: string): string {
  return encode(latin1(text), 'query').replaceAll('%20', '+');
}

/** @throws OperandError where an escape is malformed */
export function unescapeQuery(text: string): string {
  return utf8(decode(latin1(text).replaceAll('+', ' '), 'query'));
}

/**
 * A URL or a reference (Go: url.Parse).
 *
 * @throws OperandError where Go refuses it
 */
export function parseUrl(text: string): GoUrl {
  const [reference, written] = cut(latin1(text), '#');
  const url = parseReference(reference);
  const fragment = decode(written, 'fragment');
  const rawFragment = encode(fragment, 'fragment') === written ? '' : written;
  const { user, omitHost, forceQuery, ...parts } = { ...url, fragment, rawFragment };
  const texts = Object.entries(parts).map(([name, part]) => [name, utf8(part)]);
  return { user: user && utf8(user), omitHost, forceQuery, ...(Object.fromEntries(texts) as typeof parts) };
}

/** The URL as Go writes it (Go: url.URL.String). */
export function urlText(url: GoUrl): string {
  const { scheme, opaque, user, host, omitHost } = url;
  const head = scheme === '' ? '' : `${scheme}:`;
  const query = url.forceQuery || url.rawQuery !== '' ? `?${url.rawQuery}` : '';
  const fragment = url.fragment === '' ? '' : `#${written(url.fragment, url.rawFragment, 'fragment')}`;
  if (opaque !== '') return `${head}${opaque}${query}${fragment}`;
  const bare = host === '' && user === undefined;
  const hasAuthority = !bare || (scheme !== '' && !omitHost && url.path !== '');
  const authority = hasAuthority ? `//${user === undefined ? '' : `${user}@`}${encode(latin1(host), 'host')}` : '';
  const path = escapedPath(url);
  const slash = path !== '' && !path.startsWith('/') && host !== '' ? '/' : '';
  const dot = head === '' && authority === '' && cut(path, '/')[0].includes(':') ? './' : '';
  return `${head}${authority}${slash}${dot}${path}${query}${fragment}`;
}

/** The path as it stands in the URL's text (Go: url.URL.EscapedPath). */
export function escapedPath({ path, rawPath }: GoUrl): string {
  return path === '*' ? '*' : written(path, rawPath, 'path');
}

function written(text: string, raw: string, place: Place): string {
  return raw !== '' && [...latin1(raw)].every((byte) => isAllowed(byte, place)) ? raw : encode(latin1(text), place);
}

/** Whether a path or fragment may have a byte as it is (RFC 3986, and brackets). */
function isAllowed(byte: string, place: Place): boolean {
  return isPlain(byte, place) || "!$&'()*+,;=:@[]%".includes(byte);
}

/** Host without its port, and the port. */
export function splitHost(hostPort: string): readonly [string, string] {
  const colon = hostPort.lastIndexOf(':');
  const hasPort = colon >= 0 && PORT.test(hostPort.slice(colon));
  const host = hasPort ? hostPort.slice(0, colon) : hostPort;
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return [bare, hasPort ? hostPort.slice(colon + 1) : ''];
}

function parseReference(reference: string): Omit<GoUrl, 'fragment' | 'rawFragment'> {
  if (CONTROL.test(reference)) refuse('a control character');
  if (reference === '*') return { ...EMPTY, path: '*' };
  if (reference.startsWith(':')) refuse('no scheme before the colon');
  const scheme = SCHEME.exec(reference)?.[1] ?? '';
  const [rest, rawQuery] = cut(scheme === '' ? reference : reference.slice(scheme.length + 1), '?');
  const forceQuery = rawQuery === '' && reference.endsWith('?');
  const url = { ...EMPTY, scheme: scheme.toLowerCase(), forceQuery, rawQuery };
  if (!rest.startsWith('/')) {
    // Without a slash behind the scheme it is opaque, as mailto:a@b.
    if (scheme !== '') return { ...url, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) refuse('a colon in the first segment');
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) {
    return { ...url, omitHost: scheme !== '' && rest.startsWith('/'), ...parsePath(rest) };
  }
  const slash = rest.indexOf('/', 2);
  const [authority, path] = slash < 0 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
  return { ...url, ...parseAuthority(url.scheme, authority), ...parsePath(path) };
}

/** The parts that a path in the text of a URL gives. */
export function parsePath(written: string): Pick<GoUrl, 'path' | 'rawPath'> {
  const path = decode(written, 'path');
  return { path, rawPath: encode(path, 'path') === written ? '' : written };
}

/** What stands before an `@` is checked and kept as it is. */
function parseAuthority(scheme: string, authority: string): { user: string | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const user = authority.slice(0, at);
  if (!USER.test(user)) refuse('a character that a user name may not have');
  decode(user, 'user');
  return { user, host };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) refuse('a bracket within the host');
  if (bracket === 0) return parseLiteralHost(host);
  // Go is strict about a second colon only where it knows the scheme.
  const strict = scheme === 'http' || scheme === 'https';
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0 && !PORT.test(host.slice(colon))) refuse('no port');
  return decode(host, 'host');
}

/** `[fe80::1%25eth0]:80`. */
function parseLiteralHost(host: string): string {
  const end = host.lastIndexOf(']');
  if (end < 0) refuse('no closing bracket');
  const port = host.slice(end + 1);
  if (!PORT.test(port)) refuse('no port');
  const name = host.slice(1, end);
  const zone = name.indexOf('%25');
  const address =
    zone < 0 ? decode(name, 'host') : decode(name.slice(0, zone), 'host') + decode(name.slice(zone), 'zone');
  const [bare, zoneName] = cut(address, '%');
  if (!isIPv6(bare) || isIPv4(bare) || (address.includes('%') && zoneName === '')) refuse('no IPv6 address');
  return `[${address}]${port}`;
}

function encode(bytes: string, place: Place): string {
  let escaped = '';
  for (const byte of bytes) escaped += isPlain(byte, place) ? byte : `%${hex(byte)}`;
  return escaped;
}

function decode(bytes: string, place: Place): string {
  const hostLike = place === 'host' || place === 'zone';
  let plain = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charAt(at);
    if (byte !== '%') {
      if (hostLike && byte < '\x80' && !isPlain(byte, place)) refuse('a character that a host may not have');
      plain += byte;
      continue;
    }
    const triple = bytes.slice(at, at + 3);
    if (!ESCAPE.test(triple)) refuse('no escape');
    const meant = String.fromCharCode(Number.parseInt(triple.slice(1), 16));
    if (place === 'host' && meant < '\x80' && triple !== '%25') refuse('an escape that a host may not have');
    if (place === 'zone' && triple !== '%25' && meant !== ' ' && !isPlain(meant, 'host')) refuse('no zone');
    plain += meant;
    at += 2;
  }
  return plain;
}

function isPlain(byte: string, place: Place): boolean {
  return ALPHANUMERIC.test(byte) || PLAIN[place].includes(byte);
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** What is before and behind the first separator; nothing is behind where there is none. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** One character a byte. */
function latin1(text: string): string {
  return bytesOf(text).toString('latin1');
}

function utf8(bytes: string): string {
  return textOf(Buffer.from(bytes, 'latin1'));
}

function refuse(reason: string): never {
  throw new OperandError(`no URL: ${reason}`);
}
