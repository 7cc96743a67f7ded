import { WASI } from 'node:wasi';
import { readJson } from '../http/json-text.ts';
import type { WireReply, WireRequest } from './wire.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  buffer(size: number): number;
  handle(): number;
  result(): number;
}

/** A running toolchain in this thread. It keeps opened policies between calls. */
export interface Instance {
  /** Answers at once. Throws what WebAssembly throws; the instance is of no use after that. */
  call(request: WireRequest): WireReply;
  /** Bytes of its memory, which never becomes smaller. */
  readonly memory: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Starts the compiled toolchain without a file, an argument or a variable of this process. */
export function instantiate(module: WebAssembly.Module): Instance {
  const wasi = new WASI({ version: 'preview1', args: [], env: {}, preopens: {} });
  const imports = wasi.getImportObject() as Record<string, Record<string, unknown>>;
  const instance = new WebAssembly.Instance(module, imports);
  wasi.initialize(instance);
  const { memory, buffer, handle, result } = instance.exports as unknown as Exports;
  return {
    get memory() {
      return memory.buffer.byteLength;
    },
    call(request) {
      const bytes = Buffer.from(JSON.stringify(request));
      // A call can grow the memory and detach its buffer, so the address comes first.
      const input = buffer(bytes.length) >>> 0;
      new Uint8Array(memory.buffer, input, bytes.length).set(bytes);
      const size = handle() >>> 0;
      const output = result() >>> 0;
      return readJson(decoder.decode(new Uint8Array(memory.buffer, output, size))) as WireReply;
    },
  };
}
