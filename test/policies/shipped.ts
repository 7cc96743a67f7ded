import '../toolchain/briefly.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type Entrypoint } from '../../src/policy/engine.ts';
import { preparePolicy } from '../../src/policy/prepared.ts';
import { contentDigest } from '../../src/toolchain/layout.ts';
import { readSources, type Sources, Toolchain } from '../../src/toolchain/toolchain.ts';

const root = join(import.meta.dirname, '../..');

/** The Rego and the data of policies/. */
export function shippedSources(): Promise<Sources> {
  return readSources(join(root, 'policies'));
}

export function schema(name: 'input' | 'decision'): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), 'utf8'));
}

/** Runs `use` with OPA's toolchain. */
export async function withToolchain<Result>(use: (toolchain: Toolchain) => Promise<Result>): Promise<Result> {
  const toolchain = await Toolchain.start();
  try {
    return await use(toolchain);
  } finally {
    await toolchain.close();
  }
}

/** The entrypoint of policies/, compiled and loaded as a worker has it. */
export async function shippedEntrypoint(): Promise<Entrypoint> {
  const { wasm, data, revision, reads, files } = await withToolchain(async (toolchain) =>
    toolchain.build(await shippedSources()),
  );
  const source = { name: 'main', revision, digest: contentDigest(files), wasm, data, reads };
  const prepared = await preparePolicy(source, { rewrite: true, memory: 64 * 1024 * 1024 });
  return Engine.load(prepared, { deadline: 1000 }).entrypoint('gateway/decision')!;
}

/** A whole input, as the gateway gives it. */
export function input(subject: Subject, method: string, route: string, params: Record<string, string> = {}) {
  return {
    request: {
      id: '0',
      method,
      scheme: 'https',
      host: 'api.example',
      path: '/',
      segments: [],
      query: {},
      headers: {},
      body: { state: 'absent' },
      received_at: 0,
    },
    route: { id: route, params, labels: {} },
    subject,
    client: { address: '192.0.2.7' },
  };
}

interface Subject {
  readonly kind: string;
  readonly id: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
}

export function person(id: string, roles: unknown, claims: Readonly<Record<string, unknown>> = {}): Subject {
  return { kind: 'jwt', id, issuer: 'corp', scopes: [], claims: { roles, ...claims } };
}

export const ALICE = person('alice', ['editor']);
export const BOB = person('bob', ['viewer']);
export const PARTNER: Subject = {
  ...person('acme', ['partner'], { tier: 'trial' }),
  kind: 'api_key',
  issuer: 'partners',
};
export const NOBODY: Subject = { kind: 'anonymous', id: '', issuer: '', scopes: [], claims: {} };
