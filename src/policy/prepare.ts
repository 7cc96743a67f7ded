import { GatewayError, toGatewayError } from '../errors.ts';
import { checkInterface, refused } from './abi.ts';
import { type Booted, boot } from './boot.ts';
import { BUILTINS, NONDETERMINISTIC_BUILTINS, REFUSED_BUILTINS } from './builtins/registry.ts';
import { checkData } from './data.ts';
import { PolicyAbort } from './faults.ts';
import { ASKING } from './linked.ts';
import type { PolicySource, PreparedPolicy, PrepareOptions } from './prepared-policy.ts';
import type { Counter } from './rewrite/counters.ts';
import { decodeModule } from './rewrite/module.ts';
import { rewrite } from './rewrite/rewrite.ts';

/** A page of WebAssembly's memory. */
const PAGE = 65_536;

/** Bytes of memory that a byte of JSON takes once it is parsed, and what an evaluation may need besides. */
const EXPANSION = 18;
const SLACK = 4 << 20;

/** Time that a module may take to start and to parse its data: a floor, and some for each MiB. */
const BOOT_LIMIT = { base: 1000, perMiB: 500 };

/**
 * Checks, compiles and starts a policy on this thread; see `preparePolicy`.
 *
 * @throws GatewayError
 */
export function prepare(source: PolicySource, options: PrepareOptions): PreparedPolicy {
  const pages = Math.floor(options.memory / PAGE);
  const counters: Counter[] | undefined = options.count ? [] : undefined;
  const module = compile(source.wasm, pages, options.rewrite, counters);
  const data = checkData(source.data);
  const limit = Math.ceil(BOOT_LIMIT.base + (BOOT_LIMIT.perMiB * data.length) / 2 ** 20);
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
    ...(counters && { counters }),
  };
}

function compile(wasm: Uint8Array, pages: number, rewritten: boolean, counters?: Counter[]): WebAssembly.Module {
  // The module's own bytes have to be valid: only then can it not know of what the rewriting adds.
  if (!WebAssembly.validate(wasm)) throw refused('it is no valid WebAssembly module');
  try {
    const decoded = decodeModule(wasm);
    checkInterface(decoded, new WebAssembly.Module(wasm), pages);
    return new WebAssembly.Module(rewritten ? rewrite(decoded, ASKING, counters) : wasm);
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
