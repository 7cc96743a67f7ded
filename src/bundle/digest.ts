import { createHash, type Hash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { BundleFile } from '../toolchain/layout.ts';
import { isObject, isRawNumber, parseSource } from './json-source.ts';

/** Hash functions that a signature may name, by OPA's names. MD5 and SHA-1, which OPA allows, are not among them. */
const HASHES: Readonly<Record<string, string>> = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA-512-256': 'sha512-256',
};

/**
 * Digest of one file, hex, as OPA's bundle signatures have it (OPA, "Signing", v1/bundle/hash.go): of the bytes, but
 * of data.json and .manifest by their content, so that spaces and the order of keys do not count.
 *
 * @returns undefined where the hash function is not known or too weak
 */
export function fileDigest(file: BundleFile, algorithm: string): string | undefined {
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (name === undefined) return undefined;
  const hash = createHash(name);
  if (isStructured(file.name)) hashValue(parseSource(file.bytes, file.name), hash);
  else hash.update(file.bytes);
  return hash.digest('hex');
}

function isStructured(name: string): boolean {
  return basename(name) === 'data.json' || basename(name) === '.manifest';
}

function hashValue(value: unknown, hash: Hash): void {
  if (Array.isArray(value)) {
    hashAll('[', value, (item) => hashValue(item, hash), ']', hash);
  } else if (isObject(value)) {
    // Go sorts by the bytes of UTF-8, which is not the order of UTF-16 code units.
    const keys = Object.keys(value)
      .map((key) => ({ key, bytes: Buffer.from(key) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    const member = ({ key }: { key: string }) => {
      hash.update(`${goString(key)}:`);
      hashValue(value[key], hash);
    };
    hashAll('{', keys, member, '}', hash);
  } else if (isRawNumber(value)) {
    hash.update(value.rawJSON);
  } else {
    hash.update(typeof value === 'string' ? goString(value) : JSON.stringify(value));
  }
}

function hashAll<Item>(open: string, items: readonly Item[], each: (item: Item) => void, close: string, hash: Hash) {
  hash.update(open);
  items.forEach((item, index) => {
    if (index > 0) hash.update(',');
    each(item);
  });
  hash.update(close);
}

/** A string as Go's encoding/json writes it, without the escapes for HTML. */
function goString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
