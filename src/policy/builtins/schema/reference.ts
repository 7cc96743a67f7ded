import { RegoObject, type Value } from '../../value.ts';
import { type GoUrl, parseUrl, urlText } from '../go-url.ts';
import { isArray, OperandError } from '../operands.ts';
import { resolveUrl } from './resolve-url.ts';
import { SchemaError } from './schema-error.ts';

/**
 * A reference to a schema: a URL.
 *
 * @throws SchemaError
 */
export function parseReference(text: string): GoUrl {
  try {
    return parseUrl(text);
  } catch (thrown) {
    if (thrown instanceof OperandError) throw new SchemaError(`parse ${JSON.stringify(text)}: ${thrown.message}`);
    throw thrown;
  }
}

/** What a reference means within a schema with this id; undefined where it cannot be told. */
export function resolveReference(base: GoUrl, text: string): GoUrl | undefined {
  try {
    return parseUrl(urlText(resolveUrl({ ...base, fragment: '' }, parseUrl(text))));
  } catch (thrown) {
    if (thrown instanceof OperandError) return undefined;
    throw thrown;
  }
}

export function withoutFragment(reference: GoUrl): GoUrl {
  return { ...reference, fragment: '' };
}

/** Whether it says where a document is, and not only where within one. */
export function isCanonical({ scheme, host, path }: GoUrl): boolean {
  return scheme === 'file' ? path.startsWith('/') : scheme !== '' && host !== '';
}

/**
 * The part of a document that the fragment points to; all of it where the fragment is no JSON pointer.
 *
 * @throws SchemaError where there is nothing
 */
export function partOf(document: Value, { fragment }: GoUrl): Value {
  if (!fragment.startsWith('/')) return document;
  return fragment.slice(1).split('/').reduce(memberOf, document);
}

const INDEX = /^[-+]?[0-9]+$/;

function memberOf(node: Value, token: string): Value {
  if (node instanceof RegoObject) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const member = node.get(key);
    if (member === undefined) throw new SchemaError(`Object has no key '${key}'`);
    return member;
  }
  if (!isArray(node)) throw new SchemaError(`Invalid token reference '${token}'`);
  if (!INDEX.test(token)) throw new SchemaError(`Invalid array index '${token}'`);
  const index = Number(token);
  const item = node[index];
  if (item === undefined) throw new SchemaError(`Out of bound array[0,${node.length}] index '${index}'`);
  return item;
}
