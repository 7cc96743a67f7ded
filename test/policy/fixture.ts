import '../toolchain/briefly.ts';
import { createHash } from 'node:crypto';
import { after } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { Engine, type Entrypoint } from '../../src/policy/engine.ts';
import { type PreparedPolicy, preparePolicy } from '../../src/policy/prepared.ts';
import { type Built, Toolchain } from '../../src/toolchain/toolchain.ts';

export interface PolicyOptions {
  readonly data?: unknown;
  readonly rewrite?: boolean;
  /** Bytes. */
  readonly memory?: number;
  /** Milliseconds. */
  readonly deadline?: number;
  /** Whether the read set is ignored. */
  readonly whole?: boolean;
  readonly now?: () => number;
  readonly print?: (line: string) => void;
}

/** OPA's own compiler and evaluator, one for all tests of the file. */
export const toolchain = await Toolchain.start();
after(() => toolchain.close());

/** Compiles a module; every `rule` becomes the entrypoint `p/rule`. */
export async function compile(rego: string, entrypoints: readonly string[] = ['decision']): Promise<Built> {
  const bytes = Buffer.from(`package p\nimport rego.v1\n${rego}\n`);
  return toolchain.build(
    { files: [{ path: 'p.rego', bytes }] },
    { entrypoints: entrypoints.map((rule) => `p/${rule}`) },
  );
}

export async function prepare(built: Built, options: PolicyOptions = {}): Promise<PreparedPolicy> {
  const { data = {}, rewrite = true, memory = 64 << 20, whole = false } = options;
  const source = {
    name: 'main',
    revision: built.revision,
    digest: createHash('sha256').update(built.wasm).digest('hex'),
    wasm: built.wasm,
    data: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
    ...(!whole && { reads: built.reads as Record<string, readonly (readonly string[])[] | null> }),
  };
  return preparePolicy(source, { rewrite, memory });
}

export function load(prepared: PreparedPolicy, { deadline = 1000, now, print }: PolicyOptions = {}): Engine {
  return Engine.load(prepared, { deadline, ...(now && { now }), ...(print && { print }) });
}

/** The entrypoint `p/decision` of a policy that consists of this Rego. */
export async function policy(rego: string, options: PolicyOptions = {}): Promise<Entrypoint> {
  return entrypoint(load(await prepare(await compile(rego), options), options));
}

export function entrypoint(engine: Engine, rule = 'decision'): Entrypoint {
  return engine.entrypoint(`p/${rule}`) as Entrypoint;
}

/** For `assert.throws`: a GatewayError with this code whose message matches. */
export function fault(code: string, message = /./): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof GatewayError && thrown.code === code && message.test(thrown.message);
}
