import { setImmediate as turn } from 'node:timers/promises';
import { BuiltinCalls } from './builtin-calls.ts';
import { Deadline } from './deadline.ts';
import { type ContextOptions, EvaluationContext, type NdBuiltins } from './evaluation-context.ts';
import { faultOf, PolicyAbort, RuntimeBroken } from './faults.ts';
import { GlobCalls } from './glob-calls.ts';
import type { Image } from './image.ts';
import { writeWhole } from './layout.ts';
import { type Host, type Linked, link } from './linked.ts';
import { MemoryView } from './memory-view.ts';

/** Fuel between two looks at the clock: microseconds for what policies do, milliseconds for the worst. */
export const FUEL = 5000;

/**
 * Emptying the heap empties the cache of compiled patterns too. Once an evaluation has put something into it, the heap is
 * kept until this many bytes were used; otherwise it is emptied before every evaluation.
 */
const KEPT_HEAP = 8 << 20;

const PAGE = 65_536;

/** Bytes that are copied between two turns of the event loop. */
const SLICE = 1 << 18;

export interface InstanceOptions extends ContextOptions {
  /** Time limit of an evaluation, milliseconds. */
  readonly deadline: number;
}

/**
 * A policy's module in this thread. It answers every evaluation as a new instance would: after a fault it is set back
 * to the image, or, where the module was not rewritten, instantiated again.
 */
export class Instance implements Host {
  readonly #module: WebAssembly.Module;
  readonly #image: Image;
  readonly #deadline: Deadline;
  readonly #context: EvaluationContext;
  readonly #builtins: BuiltinCalls;
  readonly #globs: GlobCalls;
  /** Where a kept heap ends: half of what the ceiling leaves is for the evaluation. */
  readonly #keptHeap: number;
  #linked: Linked | undefined;
  #view: MemoryView | undefined;

  constructor(module: WebAssembly.Module, image: Image, builtins: readonly string[], options: InstanceOptions) {
    this.#module = module;
    this.#image = image;
    this.#deadline = new Deadline(options.deadline);
    this.#context = new EvaluationContext(this.#deadline, options);
    this.#builtins = new BuiltinCalls(builtins, image, this.#context);
    this.#globs = new GlobCalls(image);
    this.#keptHeap = image.heap + Math.min(KEPT_HEAP, (image.size.maximum * PAGE - image.heap) / 2);
  }

  /** Makes the instance now, and lets the event loop turn while the data is copied. */
  async openInSlices(): Promise<void> {
    const { bytes } = this.#image;
    const linked = this.link();
    const view = new MemoryView(linked.memory);
    for (let start = 0; start < bytes.length; start += SLICE) {
      view.bytes.set(bytes.subarray(start, start + SLICE), start);
      await turn();
    }
    this.#use(linked, view);
  }

  /** What non-deterministic built-ins returned in the last evaluation. */
  get ndBuiltins(): NdBuiltins | undefined {
    return this.#context.record;
  }

  /**
   * Evaluates the entrypoint of this number.
   *
   * @param input JSON text, well-formed; empty: the input is undefined
   * @param read is given the address of the set of results, as a Rego literal that ends with NUL
   * @throws GatewayError `policy_unavailable`, `policy_fault`
   */
  evaluate<Answer>(entrypoint: number, input: string, read: (view: MemoryView, address: number) => Answer): Answer {
    this.#deadline.start();
    this.#context.start();
    try {
      const linked = this.#linked ?? this.#open();
      const view = this.#view as MemoryView;
      const { exports } = linked;
      this.#emptyHeap(linked);
      const value = input === '' ? 0 : parse(input, linked, view);
      const context = exports.opa_eval_ctx_new();
      exports.opa_eval_ctx_set_input(context, value);
      exports.opa_eval_ctx_set_data(context, this.#image.data);
      exports.opa_eval_ctx_set_entrypoint(context, entrypoint);
      exports.eval(context);
      return read(view, exports.opa_value_dump(exports.opa_eval_ctx_get_result(context)));
    } catch (thrown) {
      this.#recover();
      throw faultOf(thrown);
    }
  }

  tick(): void {
    this.#deadline.check();
    // While the start function runs there are no exports yet.
    const added = this.#linked?.added;
    if (added !== undefined) added.fuel.value = FUEL;
  }

  wholeNumber(text: number, length: number, target: number): number {
    return this.#view !== undefined && writeWhole(this.#view, text, length, target) ? 0 : -1;
  }

  misplaced(): never {
    throw new PolicyAbort('two rules give one name a set and another value: object insert conflict');
  }

  abort(address: number): never {
    throw new PolicyAbort(this.#view?.text(address) ?? 'the module gave up while it started');
  }

  globMatch(pattern: number, delimiters: number, text: number): number {
    return this.#view === undefined ? 0 : this.#globs.match(pattern, delimiters, text, this.#view);
  }

  native(place: number, addresses: readonly number[]): number {
    if (this.#linked === undefined || this.#view === undefined) return 0;
    return this.#builtins.native(place, addresses, this.#linked, this.#view);
  }

  call(builtin: number, addresses: readonly number[]): number {
    if (this.#linked === undefined || this.#view === undefined) {
      throw new RuntimeBroken('the module calls a built-in while it starts');
    }
    return this.#builtins.call(builtin, addresses, this.#linked, this.#view);
  }

  /** The module in a memory of its own. */
  protected link(): Linked {
    return link(this.#module, this.#image.size, this);
  }

  /** Fills up the fuel, too. */
  #emptyHeap({ exports, added }: Linked): void {
    if (added !== undefined && added.begin(FUEL) !== 0) {
      if (exports.opa_heap_ptr_get() >>> 0 < this.#keptHeap) return;
      added.patterns.value = 0;
    }
    exports.opa_heap_ptr_set(this.#image.heap);
  }

  #open(): Linked {
    const linked = this.link();
    const view = new MemoryView(linked.memory);
    view.bytes.set(this.#image.bytes);
    return this.#use(linked, view);
  }

  #use(linked: Linked, view: MemoryView): Linked {
    setGlobals(linked, this.#image);
    this.#linked = linked;
    this.#view = view;
    return linked;
  }

  /**
   * An exception leaves the stack pointer, the allocator and what was just being built as they were. A rewritten module
   * gets its variables back; the heap behind the data is free by that, and the data itself is never written to.
   */
  #recover(): void {
    if (this.#linked?.added === undefined || this.#view === undefined) {
      this.#linked = undefined;
      return;
    }
    this.#view.bytes.set(this.#image.bytes.subarray(0, this.#image.heapBase));
    setGlobals(this.#linked, this.#image);
  }
}

function parse(input: string, { exports }: Linked, view: MemoryView): number {
  const text = exports.opa_malloc(input.length * 3);
  const value = exports.opa_value_parse(text, view.write(input, text));
  if (value === 0) throw new RuntimeBroken('the module cannot read its input');
  return value;
}

function setGlobals({ globals }: Linked, image: Image): void {
  for (const [name, global] of globals) global.value = image.globals.get(name) ?? global.value;
}
