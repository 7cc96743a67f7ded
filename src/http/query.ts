import { QUERY } from './characters.ts';
import { badTarget, decodeEscapes, normalizeEscapes } from './escapes.ts';

/** More parameters than this have no use that justifies the work. */
const MAX_PARAMETERS = 1000;
const AMPERSAND = 0x26;

/**
 * The one form of a query: unreserved characters decoded, escapes in upper case. Besides what RFC 3986 allows, the
 * characters that browsers send as they are (square and curly brackets, bar, caret, backslash, backtick) pass. Throws GatewayError
 * `bad_target` for others, for malformed escapes, an escaped NUL, escapes that are not UTF-8, and over 1,000 parameters.
 */
export function canonicalQuery(raw: string): string {
  const query = normalizeEscapes(raw, QUERY, (byte) => byte === 0);
  decodeEscapes(query);
  let parameters = 1;
  for (let i = 0; i < query.length; i++) if (query.charCodeAt(i) === AMPERSAND) parameters++;
  if (parameters > MAX_PARAMETERS) throw badTarget('the query holds too many parameters');
  return query;
}

/**
 * Parameters of a canonical query in order of arrival, decoded as forms are (`+` is a space), every value kept. Only `&`
 * separates; `;` is part of a value. A name without `=` has the empty value; empty parts are passed over. The object has
 * no prototype.
 */
export function parseQuery(query: string): Record<string, string[]> {
  const parameters: Record<string, string[]> = Object.create(null);
  for (let start = 0; start < query.length; ) {
    const next = query.indexOf('&', start);
    const end = next === -1 ? query.length : next;
    if (end > start) addParameter(parameters, query.slice(start, end));
    start = end + 1;
  }
  return parameters;
}

function addParameter(parameters: Record<string, string[]>, part: string): void {
  const equals = part.indexOf('=');
  const name = decodeForm(equals === -1 ? part : part.slice(0, equals));
  const value = equals === -1 ? '' : decodeForm(part.slice(equals + 1));
  const values = parameters[name];
  if (values) values.push(value);
  else parameters[name] = [value];
}

function decodeForm(text: string): string {
  return decodeEscapes(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
