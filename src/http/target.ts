import { GatewayError } from '../errors.ts';
import { PATH } from './characters.ts';
import { badTarget, decodeEscapes, normalizeEscapes } from './escapes.ts';
import { canonicalQuery } from './query.ts';

export { parseQuery } from './query.ts';

/** The one canonical form of a request target (RFC 9112, section 3.2). */
export interface Target {
  /** As it goes to the upstream; `*` for a server-wide OPTIONS. */
  readonly path: string;
  /** Without the `?`; empty where there is none. */
  readonly query: string;
  /** The path's segments, percent-decoded. A trailing slash adds none. */
  readonly segments: readonly string[];
  /** Whether a segment holds an encoded slash or backslash. */
  readonly encodedSlash: boolean;
}

export interface TargetOptions {
  /** Longest target, bytes. */
  readonly maxBytes: number;
  /** Whether `%2F` and `%5C` are accepted. They stay encoded in the path and are decoded in the segment. */
  readonly encodedSlashes?: boolean;
}

const MAX_SEGMENTS = 256;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const SEMICOLON = 0x3b;
const DOT = 0x2e;
const DELETE = 0x7f;

const SERVER_WIDE: Target = Object.freeze({ path: '*', query: '', segments: [], encodedSlash: false });

/**
 * The canonical form of a target in origin-form or asterisk-form. What is ambiguous is refused, not repaired: dot segments in
 * any spelling (also before a `;`), empty segments, encoded slashes, backslashes, semicolons and control characters, raw
 * characters outside of RFC 3986, fragments, malformed escapes, escapes that are not UTF-8. Only the spelling of escapes
 * changes: unreserved characters are decoded once, the rest gets upper-case digits. Throws GatewayError `bad_target` or
 * `target_too_long`.
 */
export function parseTarget(raw: string, options: TargetOptions): Target {
  if (raw.length > options.maxBytes) {
    throw new GatewayError('target_too_long', `refused a request: its target has ${raw.length} bytes`);
  }
  if (raw === '*') return SERVER_WIDE;
  if (raw.charCodeAt(0) !== SLASH) throw badTarget('the target is not a path');
  const mark = raw.indexOf('?');
  const rawPath = mark === -1 ? raw : raw.slice(0, mark);
  const path = normalizeEscapes(rawPath, PATH, options.encodedSlashes ? isRefused : isRefusedOrSlash);
  const encodedSlash = options.encodedSlashes === true && (path.includes('%2F') || path.includes('%5C'));
  const query = mark === -1 ? '' : canonicalQuery(raw.slice(mark + 1));
  return { path, query, segments: splitPath(path, encodedSlash), encodedSlash };
}

/**
 * The origin-form of a target in absolute-form, which has to name the scheme and authority that the request has anyway
 * (RFC 9112, section 3.2.2); other targets as they are. What it returns is still to be parsed. Throws GatewayError
 * `bad_target`.
 */
export function toOriginForm(raw: string, scheme: string, authority: string): string {
  const first = raw.charCodeAt(0);
  if (first === SLASH || raw === '*') return raw;
  const prefix = `${scheme}://${authority}`;
  if (raw.slice(0, prefix.length).toLowerCase() !== prefix) {
    throw badTarget('the target is neither a path nor a URL of this host');
  }
  const rest = raw.slice(prefix.length);
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest;
}

function isRefused(byte: number): boolean {
  return byte < 0x20 || byte === DELETE || byte === SEMICOLON;
}

function isRefusedOrSlash(byte: number): boolean {
  return isRefused(byte) || byte === SLASH || byte === BACKSLASH;
}

function splitPath(path: string, encodedSlash: boolean): readonly string[] {
  const segments: string[] = [];
  for (let start = 1; start < path.length; ) {
    const next = path.indexOf('/', start);
    const end = next === -1 ? path.length : next;
    if (end === start) throw badTarget('the path holds an empty segment');
    const segment = decodeEscapes(path.slice(start, end));
    if (hasDotSegment(segment, encodedSlash)) throw badTarget('the path holds a dot segment');
    segments.push(segment);
    start = end + 1;
  }
  if (segments.length > MAX_SEGMENTS) throw badTarget('the path holds too many segments');
  return segments;
}

/** An upstream that decodes slashes first sees more segments than we do; one that drops `;` parameters sees shorter ones. */
function hasDotSegment(segment: string, encodedSlash: boolean): boolean {
  if (encodedSlash) return segment.split(/[/\\]/).some((part) => isDotSegment(part));
  return segment.charCodeAt(0) === DOT && isDotSegment(segment);
}

function isDotSegment(segment: string): boolean {
  const semicolon = segment.indexOf(';');
  const name = semicolon === -1 ? segment : segment.slice(0, semicolon);
  return name === '.' || name === '..';
}
