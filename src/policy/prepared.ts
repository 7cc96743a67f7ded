import { GatewayError, toGatewayError } from '../errors.ts';
import { checkInterface, refused } from './abi.ts';
import { type Booted, boot } from './boot.ts';
import { BUILTINS, NONDETERMINISTIC_BUILTINS, REFUSED_BUILTINS } from './builtins/registry.ts';
import { checkData } from './data.ts';
import { PolicyAbort } from './faults.ts';
import type { Image } from './image.ts';
import { decodeModule } from './rewrite/module.ts';
import { rewrite } from './rewrite/rewrite.ts';

/**
 * A policy that was checked, compiled and made ready in the supervisor, once for all workers. It can be posted to a
 * thread: the module is shared, not compiled again, and the data lies on shared memory.
 */
export interface PreparedPolicy {
  readonly name: string;
  readonly revision: string;
  /** SHA-256 of the bundle's content, hex. */
  readonly digest: string;
  readonly module: WebAssembly.Module;
  /** Whether the module was rewritten to carry the deadline and to survive faults. */
  readonly rewritten: boolean;
  /** In the order of their numbers. */
  readonly entrypoints: readonly string[];
  /** Built-ins that the module asks the host for, in the order of their numbers. */
  readonly builtins: readonly string[];
  /** JSON text of the bundle's data, on shared memory. */
  readonly data: Uint8Array;
  /** Input paths that each entrypoint reads; null: the whole input. */
  readonly reads: Readonly<Record<string, readonly (readonly string[])[] | null>>;
  /** Bytes of an instance's memory: at its start, and its ceiling. */
  readonly memory: { readonly initial: number; readonly maximum: number };
  /** Whether equal inputs give equal decisions. */
  readonly deterministic: boolean;
  /** The started module with its data. */
  readonly image: Image;
}

/** What a bundle gives: the bytes, not yet trusted to be runnable. */
export interface PolicySource {
  readonly name: string;
  readonly revision: string;
  readonly digest: string;
  readonly wasm: Uint8Array;
  /** JSON text. */
  readonly data: Uint8Array;
  readonly reads?: Record<string, readonly (readonly string[])[] | null>;
}

export interface PrepareOptions {
  /** Whether to rewrite the module so that it carries the deadline. */
  readonly rewrite: boolean;
  /** Memory ceiling of an instance, bytes. */
  readonly memory: number;
  /** Entrypoints that routes need. */
  readonly entrypoints?: readonly string[];
}

/** A page of WebAssembly's memory. */
const PAGE = 65_536;

/** Bytes of memory that a byte of JSON takes once it is parsed, and what an evaluation may need besides. */
const EXPANSION = 18;
const SLACK = 4 << 20;

/** Time that a module may take to start and to parse its data: a floor, and some for each MiB. */
const BOOT_LIMIT = { base: 1000, perMiB: 500 };

/**
 * Checks and compiles a policy.
 *
 * @throws GatewayError `bundle_abi` (not a module of OPA, or one that asks for more than it may have),
 * `bundle_builtin` (it needs a built-in that Regate lacks or refuses), `bundle_entrypoint`, `bundle_invalid` (data).
 */
export async function preparePolicy(source: PolicySource, options: PrepareOptions): Promise<PreparedPolicy> {
  const pages = Math.floor(options.memory / PAGE);
  const module = compile(source.wasm, pages, options.rewrite);
  const data = checkData(source.data);
  const limit = BOOT_LIMIT.base + (BOOT_LIMIT.perMiB * data.length) / 2 ** 20;
  const initial = Math.min(pages, Math.ceil((data.length * EXPANSION + SLACK) / PAGE));
  const booted = start(() => boot(module, data, { initial, maximum: pages }, limit));
  checkBuiltins(booted.builtins.filter((builtin) => builtin !== ''));
  checkEntrypoints(booted.entrypoints, options.entrypoints ?? []);
  const { name, revision, digest } = source;
  return {
    name,
    revision,
    digest,
    module,
    rewritten: options.rewrite,
    entrypoints: booted.entrypoints,
    builtins: booted.builtins,
    data: sharedCopy(data),
    reads: Object.fromEntries(booted.entrypoints.map((entrypoint) => [entrypoint, source.reads?.[entrypoint] ?? null])),
    memory: { initial: booted.image.size.initial * PAGE, maximum: booted.image.size.maximum * PAGE },
    deterministic: !booted.builtins.some((builtin) => NONDETERMINISTIC_BUILTINS.has(builtin)),
    image: booted.image,
  };
}

function compile(wasm: Uint8Array, pages: number, rewritten: boolean): WebAssembly.Module {
  // The module's own bytes have to be valid: only then can it not know of what the rewriting adds.
  if (!WebAssembly.validate(wasm)) throw refused('it is no valid WebAssembly module');
  try {
    const decoded = decodeModule(wasm);
    checkInterface(decoded, new WebAssembly.Module(wasm), pages);
    return new WebAssembly.Module(rewritten ? rewrite(decoded) : wasm);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw refused((cause as Error).message, cause);
  }
}

/** The module's own code runs here for the first time: whatever it throws refuses the bundle. */
function start(run: () => Booted): Booted {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    if (cause instanceof PolicyAbort && cause.message.startsWith('opa_malloc')) {
      const message = 'The data of the bundle does not fit into the memory of an instance; raise evaluation.memory';
      throw new GatewayError('bundle_invalid', message, { cause });
    }
    throw refused(toGatewayError(cause).message, cause);
  }
}

function checkBuiltins(names: readonly string[]): void {
  const refusals = names.flatMap((name) => {
    if (BUILTINS.has(name)) return [];
    const reason = REFUSED_BUILTINS.get(name) ?? 'Regate does not have it';
    return [`${name} (${reason})`];
  });
  if (refusals.length > 0) {
    throw new GatewayError(
      'bundle_builtin',
      `The policy calls built-in functions that are refused: ${refusals.join('; ')}`,
    );
  }
}

function checkEntrypoints(present: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter((entrypoint) => !present.includes(entrypoint));
  if (missing.length === 0 && present.length > 0) return;
  const lacks = missing.length > 0 ? `lacks the entrypoint ${missing.join(', ')}` : 'has no entrypoint';
  throw new GatewayError('bundle_entrypoint', `The bundle ${lacks}; it has: ${present.join(', ') || 'none'}`);
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
