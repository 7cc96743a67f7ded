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
  readonly entrypoints: readonly string[];
  /** Built-ins that the module asks the host for. */
  readonly builtins: readonly string[];
  /** JSON text of the bundle's data, on shared memory. */
  readonly data: Uint8Array;
  /** Input paths that each entrypoint reads; null: the whole input. */
  readonly reads: Readonly<Record<string, readonly (readonly string[])[] | null>>;
  /** Bytes of an instance's memory: at its start, and its ceiling. */
  readonly memory: { readonly initial: number; readonly maximum: number };
  /** Whether equal inputs give equal decisions. */
  readonly deterministic: boolean;
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
}

/**
 * Checks and compiles a policy.
 *
 * @throws GatewayError `bundle_abi` (not a module of OPA, or one that asks for more than it may have),
 * `bundle_builtin` (it needs a built-in that Regate lacks or refuses), `bundle_entrypoint`, `bundle_invalid` (data).
 */
export async function preparePolicy(_source: PolicySource, _options: PrepareOptions): Promise<PreparedPolicy> {
  throw new Error('not yet');
}
