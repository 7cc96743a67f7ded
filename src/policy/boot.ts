import { createRequire } from 'node:module';
import { checkVersion } from './abi.ts';
import { Deadline } from './deadline.ts';
import { PolicyAbort, RuntimeBroken } from './faults.ts';
import type { Image } from './image.ts';
import { isReadable } from './layout.ts';
import { type Host, type Linked, link, type MemorySize } from './linked.ts';
import { MemoryView } from './memory-view.ts';

// The package's ESM entry does not export the class that its types declare.
const { LoadedPolicy } = createRequire(import.meta.url)(
  '@open-policy-agent/opa-wasm',
) as typeof import('@open-policy-agent/opa-wasm');

const PAGE = 65_536;

/** What a module tells when it has started, and the image of it with its data. */
export interface Booted {
  readonly image: Image;
  /** In the order of their numbers. */
  readonly entrypoints: readonly string[];
  /** In the order of their numbers. */
  readonly builtins: readonly string[];
}

/**
 * Starts a module, asks it for its entrypoints and built-ins, lets it parse the data, and keeps its memory.
 *
 * @param data JSON text of an object
 * @param limit milliseconds; holds where the module was rewritten
 */
export function boot(module: WebAssembly.Module, data: Uint8Array, size: MemorySize, limit: number): Booted {
  const deadline = new Deadline(limit);
  let view: MemoryView | undefined;
  const host: Host = {
    tick: () => deadline.check(),
    misplaced() {
      throw new RuntimeBroken('it puts something into a value that cannot take it');
    },
    abort(address) {
      throw new PolicyAbort(view?.text(address) ?? 'it gave up while it started');
    },
    wholeNumber: () => -1,
    globMatch: () => 0,
    native: () => 0,
    call() {
      throw new RuntimeBroken('it calls a built-in while it starts');
    },
  };
  const linked = link(module, size, host);
  checkVersion(linked.instance.exports);
  view = new MemoryView(linked.memory);
  const { exports } = linked;

  const heapBase = exports.opa_heap_ptr_get() >>> 0;
  const parse = (text: string) => {
    const address = exports.opa_malloc(text.length);
    return exports.opa_value_parse(address, (view as MemoryView).write(text, address));
  };
  const constants = { true: parse('true'), false: parse('false') };
  const readable = isReadable(view, parse('["regate"]'), 'regate');

  const policy = new LoadedPolicy(linked.instance as never, linked.memory, 2);
  const entrypoints = inOrder(policy.entrypoints, 'entrypoints');
  const builtins = byNumber(JSON.parse(view.text(exports.opa_value_dump(exports.builtins()))));
  // A copy: the package takes the whole buffer behind a view, and no shared one.
  policy.setData(new Uint8Array(data).buffer);
  const heap = (policy.dataHeapPtr as number) >>> 0;
  const image = {
    bytes: sharedCopy(view.bytes.subarray(0, heap)),
    heapBase,
    heap,
    data: policy.dataAddr,
    constants,
    size: { initial: view.bytes.length / PAGE, maximum: size.maximum },
    globals: globalsOf(linked),
    readable,
  };
  return { image, entrypoints, builtins };
}

/** Names by their numbers; empty where the module has the built-in itself: the compiler counts those too. */
function byNumber(numbers: Readonly<Record<string, number>>): string[] {
  const names: string[] = [];
  for (const [name, number] of Object.entries(numbers)) names[number] = name;
  return Array.from(names, (name) => name ?? '');
}

/** Names by their numbers, which have to count from zero. */
function inOrder(numbers: unknown, what: string): string[] {
  const names: string[] = [];
  for (const [name, number] of Object.entries(numbers as Record<string, number>)) names[number] = name;
  if (names.length !== Object.keys(numbers as object).length || names.includes(undefined as never)) {
    throw new RuntimeBroken(`its ${what} are not numbered from zero`);
  }
  return names;
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function globalsOf({ globals }: Linked): Map<string, number> {
  return new Map([...globals].map(([name, global]) => [name, global.value]));
}
