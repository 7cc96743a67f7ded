import { createHash } from 'node:crypto';
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
  const content = isStructured(file.name) ? canonical(parseSource(file.bytes, file.name)) : file.bytes;
  return createHash(name).update(content).digest('hex');
}

function isStructured(name: string): boolean {
  return basename(name) === 'data.json' || basename(name) === '.manifest';
}

/** The one text of a document. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return goString(value);
  if (isRawNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return String(value);
  const members = sortedKeys(value).map((key) => `${goString(key)}:${canonical(value[key])}`);
  return `{${members.join()}}`;
}

/** In the order of their UTF-8 bytes; that of UTF-16 code units is another one where there are surrogates. */
function sortedKeys(object: Record<string, unknown>): string[] {
  const keys = Object.keys(object);
  if (!keys.some((key) => /[\ud800-\udfff]/.test(key))) return keys.sort();
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A string as Go's encoding/json writes it, without the escapes for HTML. */
function goString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
