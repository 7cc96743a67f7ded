import { basename } from 'node:path/posix';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/layout.ts';
import { dataOutside, readData } from './data.ts';
import { isObject, parseJson } from './json-source.ts';
import { type BundleFacts, factsOf } from './metadata.ts';
import { contains, overlap } from './roots.ts';

/** What a bundle holds for the gateway. */
export interface Manifest {
  readonly revision: string;
  /** Paths below `data` that the bundle owns, as `gateway`; the empty one stands for all. */
  readonly roots: readonly string[];
  /** As `gateway/decision`. */
  readonly entrypoints: readonly string[];
  /** The WebAssembly module that answers all entrypoints. */
  readonly module: Uint8Array;
  /** All base documents in one: JSON text with numbers as they were written. */
  readonly data: Uint8Array;
  /** What `regate build` added; absent in a bundle of `opa build`. */
  readonly regate?: BundleFacts;
}

const MEMBERS = ['revision', 'roots', 'wasm', 'rego_version', 'file_rego_versions', 'metadata'];

/**
 * Reads `.manifest` and checks that the bundle is what it says: OPA's rules, and some that OPA does not have.
 *
 * @throws GatewayError bundle_invalid, or bundle_entrypoint for a bundle without compiled entrypoints
 */
export function readManifest(files: readonly BundleFile[]): Manifest {
  const named = new Map(files.map((file) => [file.name, file.bytes]));
  refuseForeignFiles(files);
  const bytes = named.get('.manifest');
  if (!bytes) throw refused('it has no .manifest');
  const manifest = parseJson(bytes, '.manifest');
  if (!isObject(manifest)) throw refused('.manifest is not an object');
  const unknown = Object.keys(manifest).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw refused(`.manifest has an unknown member ${JSON.stringify(unknown)}`);

  const { revision = '', metadata = {} } = manifest;
  if (typeof revision !== 'string') throw refused('revision in .manifest is not a string');
  if (!isObject(metadata)) throw refused('metadata in .manifest is not an object');
  const roots = rootsOf(manifest.roots);
  const resolvers = resolversOf(manifest.wasm);
  const entrypoints = entrypointsOf(resolvers, roots);
  const data = readData(files);
  const stray = roots.includes('') ? undefined : dataOutside(data.document(), roots);
  if (stray !== undefined) throw refused(`data at /${stray} is outside its roots ${JSON.stringify(roots)}`);
  const regate = factsOf(metadata.regate, entrypoints);
  return {
    revision,
    roots,
    entrypoints,
    module: moduleOf(resolvers, named),
    data: data.bytes,
    ...(regate && { regate }),
  };
}

function refuseForeignFiles(files: readonly BundleFile[]): void {
  for (const { name } of files) {
    const base = basename(name);
    if (base === 'patch.json') throw refused('it is a delta bundle (patch.json), which is not supported');
    if (/^data\.ya?ml$/.test(base)) throw refused(`${name}: data in a bundle has to be JSON; regate build converts it`);
    if (base === '.manifest.pb' || (base.endsWith('.manifest') && name !== '.manifest')) {
      throw refused(`${name}: the only manifest may be .manifest at the top`);
    }
  }
}

function rootsOf(value: unknown = ['']): string[] {
  if (!Array.isArray(value) || !value.every((root) => typeof root === 'string')) {
    throw refused('roots in .manifest is not a list of strings');
  }
  const roots = value.map((root) => root.replace(/^\/+|\/+$/g, ''));
  for (const [index, root] of roots.entries()) {
    const other = roots.slice(index + 1).find((later) => overlap(root, later));
    if (other !== undefined) throw refused(`its roots ${JSON.stringify(root)} and ${JSON.stringify(other)} overlap`);
  }
  return roots;
}

interface Resolver {
  readonly entrypoint: string;
  readonly module: string;
}

function resolversOf(value: unknown = []): Resolver[] {
  if (!Array.isArray(value)) throw refused('wasm in .manifest is not a list');
  return value.map((resolver) => {
    const { entrypoint, module } = isObject(resolver) ? resolver : {};
    if (typeof entrypoint !== 'string' || typeof module !== 'string' || entrypoint === '') {
      throw refused('wasm in .manifest has an entry without entrypoint and module');
    }
    return { entrypoint, module: module.replace(/^\/+/, '') };
  });
}

function entrypointsOf(resolvers: readonly Resolver[], roots: readonly string[]): string[] {
  const entrypoints = resolvers.map(({ entrypoint }) => entrypoint);
  for (const [index, entrypoint] of entrypoints.entries()) {
    if (entrypoints.indexOf(entrypoint) !== index) throw refused(`entrypoint ${entrypoint} is claimed twice`);
    if (!roots.some((root) => contains(root, entrypoint))) {
      throw refused(`entrypoint ${entrypoint} is outside its roots ${JSON.stringify(roots)}`);
    }
  }
  return entrypoints;
}

function moduleOf(resolvers: readonly Resolver[], files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const [name, another] = new Set(resolvers.map(({ module }) => module));
  if (name === undefined) {
    const how = 'build it with `regate build`, or `opa build -t wasm -e PACKAGE/RULE`';
    throw new GatewayError('bundle_entrypoint', `the bundle has no entrypoint compiled to WebAssembly: ${how}`);
  }
  if (another !== undefined) throw refused('its entrypoints are in several WebAssembly modules');
  const module = files.get(name);
  if (!module) throw refused(`.manifest names the module ${name}, which is not in it`);
  return module;
}

function refused(reason: string): GatewayError {
  return new GatewayError('bundle_invalid', `the bundle is refused: ${reason}`);
}
