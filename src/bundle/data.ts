import { basename, dirname } from 'node:path/posix';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/layout.ts';
import { checkSource, isObject, parseJson, parseSource } from './json-source.ts';
import { contains } from './roots.ts';

type Document = Record<string, unknown>;

/** The base documents of a bundle. */
export interface BundleData {
  /** JSON text. */
  readonly bytes: Uint8Array;
  /** What the text says; it is parsed when that is asked. */
  readonly document: () => Document;
}

/**
 * Puts every `data.json` where its folder is, as OPA does: `roles/data.json` is `data.roles`. Numbers in the text stay as
 * they were written.
 *
 * @throws GatewayError bundle_invalid if two files give one path different values
 */
export function readData(files: readonly BundleFile[]): BundleData {
  const documents = files.filter(({ name }) => basename(name) === 'data.json');
  const [first, ...others] = documents;
  if (first?.name === 'data.json' && others.length === 0) {
    // What every compiler of bundles writes. Large documents are worth it: their text need not be made again.
    if (checkSource(first.bytes, first.name) !== '{') throw notAnObject(first);
    return { bytes: first.bytes, document: () => objectIn(first, parseJson(first.bytes, first.name)) };
  }
  const document = documents.map(placed).reduce<Document>((all, [part, name]) => merge(all, part, name), {});
  return { bytes: Buffer.from(JSON.stringify(document)), document: () => document };
}

function placed(file: BundleFile): [Document, name: string] {
  const folder = dirname(file.name);
  const path = folder === '.' ? [] : folder.split('/');
  const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), parseSource(file.bytes, file.name));
  return [objectIn(file, value), file.name];
}

function objectIn(file: BundleFile, value: unknown): Document {
  if (!isObject(value)) throw notAnObject(file);
  return value;
}

function notAnObject({ name }: BundleFile): GatewayError {
  return refused(`${name} is not an object`);
}

function merge(into: Document, from: Document, name: string): Document {
  const merged: Document = Object.assign(Object.create(null), into);
  for (const [key, value] of Object.entries(from)) {
    const there = merged[key];
    if (there === undefined) merged[key] = value;
    else if (isObject(there) && isObject(value)) merged[key] = merge(there, value, name);
    else throw refused(`${name} gives ${JSON.stringify(key)} a second value`);
  }
  return merged;
}

/** A path of the data that no root permits; undefined where there is none. */
export function dataOutside(data: Document, roots: readonly string[], path = ''): string | undefined {
  for (const [key, value] of Object.entries(data)) {
    const here = path === '' ? key : `${path}/${key}`;
    if (roots.some((root) => contains(root, here))) continue;
    if (!isObject(value) || !roots.some((root) => contains(here, root))) return here;
    const stray = dataOutside(value, roots, here);
    if (stray !== undefined) return stray;
  }
  return undefined;
}

function refused(reason: string): GatewayError {
  return new GatewayError('bundle_invalid', `the bundle is refused: ${reason}`);
}
