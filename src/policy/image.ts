import type { MemorySize } from './linked.ts';

/**
 * A module that has started and has parsed its data, as it lies in memory: whoever copies it into an instance of the
 * same module need not do that again.
 */
export interface Image {
  /** The memory from its first byte to the end of the data, on shared memory. */
  readonly bytes: Uint8Array;
  /** Where the module's own variables end and its heap begins. */
  readonly heapBase: number;
  /** Where the heap of an evaluation begins: the end of `bytes`. */
  readonly heap: number;
  /** Address of the parsed data. */
  readonly data: number;
  /** Addresses of values that built-ins often return. */
  readonly constants: { readonly true: number; readonly false: number };
  /** Pages of an instance at its start, and its ceiling. */
  readonly size: MemorySize;
  /** Values of the globals that hold state, by the name of their export. */
  readonly globals: ReadonlyMap<string, number>;
  /** Whether values lie in memory as they do in OPA 1.22 (layout.ts), so that they can be read without the module's help. */
  readonly readable: boolean;
}
