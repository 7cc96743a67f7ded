import { basename, dirname } from 'node:path/posix';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/layout.ts';
import { isObject, parseSource } from './json-source.ts';
import { contains } from './roots.ts';

type Document = Record<string, unknown>;

/**
 * Puts every `data.json` where its folder is, as OPA does: `roles/data.json` is `data.roles`. Numbers stay as they were
 * written; JSON.stringify gives them back.
 *
 * @throws GatewayError bundle_invalid if two files give one path different values
 */
export function mergeData(files: readonly BundleFile[]): Document {
  let all: Document = {};
  for (const file of files) {
    if (basename(file.name) !== 'data.json') continue;
    let value = parseSource(file.bytes, file.name);
    const folder = dirname(file.name);
    const path = folder === '.' ? [] : folder.split('/');
    if (path.length === 0 && !isObject(value)) throw refused(`${file.name} is not an object`);
    for (const key of path.toReversed()) value = { [key]: value };
    all = merge(all, value as Document, file.name);
  }
  return all;
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
