import type { Image } from './image.ts';
import type { Counter } from './rewrite/counters.ts';

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
  /** What the module counts, by the number of the counter. */
  readonly counters?: readonly Counter[];
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
  /** Whether the module counts what its rules do; only where it is rewritten. */
  readonly count?: boolean;
}
