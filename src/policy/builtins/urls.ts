import { RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { entriesOf } from './go-json.ts';
import { escapeQuery, parseUrl, splitHost, unescapeQuery } from './go-url.ts';
import { isArray, members, OperandError, object, text } from './operands.ts';

/** URLs and queries, as Go's net/url reads and writes them (OPA: topdown/{encoding,uri}.go). */
export const URLS: Readonly<Record<string, Builtin>> = {
  'uri.is_valid': ([uri]) => typeof uri === 'string' && uri !== '' && isUrl(uri),
  'uri.parse': ([uri]) => parts(text(uri)),
  'urlquery.decode': ([value]) => unescapeQuery(text(value)),
  'urlquery.decode_object': ([query]) => decodeObject(text(query)),
  'urlquery.encode': ([value]) => escapeQuery(text(value)),
  'urlquery.encode_object': ([values]) => encodeObject(object(values)),
};

/** Go refuses a query with more parameters. */
const MAX_PARAMETERS = 10_000;

function isUrl(uri: string): boolean {
  try {
    parseUrl(uri);
    return true;
  } catch (thrown) {
    if (thrown instanceof OperandError) return false;
    throw thrown;
  }
}

/** The parts that are not empty; the raw path is there whenever a path is. */
function parts(uri: string): RegoObject {
  const url = parseUrl(uri);
  const [hostname, port] = splitHost(url.host);
  const found = {
    scheme: url.scheme,
    hostname,
    port,
    path: url.path,
    raw_path: url.rawPath === '' ? url.path : url.rawPath,
    raw_query: url.rawQuery,
    fragment: url.fragment,
  };
  return RegoObject.from(Object.entries(found).filter(([, part]) => part !== ''));
}

function decodeObject(query: string): RegoObject {
  const parameters = query.split('&');
  if (parameters.length > MAX_PARAMETERS || query.includes(';')) throw new OperandError('no query');
  const values = new Map<string, string[]>();
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const [name = '', ...value] = parameter.split('=');
    const key = unescapeQuery(name);
    const list = values.get(key) ?? [];
    list.push(unescapeQuery(value.join('=')));
    values.set(key, list);
  }
  return RegoObject.from(values);
}

function encodeObject(values: RegoObject): string {
  return entriesOf(values)
    .flatMap(([name, value]) => texts(value).map((item) => `${escapeQuery(name)}=${escapeQuery(item)}`))
    .join('&');
}

function texts(value: Value): string[] {
  return (isArray(value) || value instanceof RegoSet ? members(value) : [value]).map(text);
}
