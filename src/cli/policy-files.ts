import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { GatewayError } from '../errors.ts';
import { isSource, readSources, type SourceFile, type Sources } from '../toolchain/sources.ts';
import { Toolchain } from '../toolchain/toolchain.ts';

/** Where a policy is looked for if no path is given. */
export const DEFAULT_POLICIES = 'policies';

const SCHEMAS = join(import.meta.dirname, '..', '..', 'schemas');
const SCHEMA_FILE = /^(.*?)(\.schema)?\.json$/;

/**
 * Reads the folders and files of a policy as one.
 *
 * @throws GatewayError usage if two of them have a file of the same path, for then one would hide the other
 */
export async function readPolicies(paths: readonly string[]): Promise<Sources> {
  const [first, ...others] = await Promise.all(paths.map((path) => readSources(path)));
  if (!first) throw new GatewayError('usage', 'no path was given');
  if (others.length === 0) return first;
  const files = new Map<string, SourceFile>();
  for (const { root = '', files: some } of [first, ...others]) {
    for (const file of some) {
      const label = join(root, file.path);
      const there = files.get(file.path);
      if (there) throw new GatewayError('usage', `${there.label} and ${label} have the same path in the policy`);
      files.set(file.path, { ...file, label });
    }
  }
  return { files: [...files.values()] };
}

/** Schemas by the name that METADATA uses: those of Regate, and those in `schemas/` of the policy's folders. */
export async function readSchemas(paths: readonly string[]): Promise<Record<string, unknown>> {
  const own = (name: string) => readFile(join(SCHEMAS, `${name}.schema.json`)).then((bytes) => parse(bytes, name));
  const schemas: Record<string, unknown> = { input: await own('input'), decision: await own('decision') };
  for (const path of paths) {
    const { files } = await readSources(path, (name) => name.startsWith('schemas/') && SCHEMA_FILE.test(name));
    for (const file of files.filter(({ path: name }) => !isSource(name))) {
      const [, name] = SCHEMA_FILE.exec(basename(file.path)) ?? [];
      if (name !== undefined && name !== '') schemas[name] = parse(file.bytes, join(path, file.path));
    }
  }
  return schemas;
}

/** Runs `work` with a toolchain, and ends it. */
export async function withToolchain<Result>(work: (toolchain: Toolchain) => Promise<Result>): Promise<Result> {
  // Optimizing WebAssembly that is only used for a moment takes twice as long as all the rest. The flag is read when a
  // module is compiled and holds for the whole process, so it is only for commands that serve nothing.
  setFlagsFromString('--wasm-tiering-budget=1000000000');
  const toolchain = await Toolchain.start();
  try {
    return await work(toolchain);
  } finally {
    await toolchain.close();
  }
}

function parse(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (cause) {
    const findings = [{ file: name, code: 'json', message: (cause as Error).message }];
    throw new GatewayError('policy_invalid', `${name} is not JSON`, { findings, cause });
  }
}
