import type { BuiltinContext } from './builtins/builtin.ts';
import { BUILTINS } from './builtins/registry.ts';
import { bytesOf, exactText } from './bytes.ts';
import { LimitExceeded, RuntimeBroken } from './faults.ts';
import type { Image } from './image.ts';
import { isString, stringAt, stringLength, stringStart } from './layout.ts';
import type { Linked } from './linked.ts';
import { literalOf, parseLiteral } from './literal.ts';
import type { MemoryView } from './memory-view.ts';
import { MODULE, NATIVES } from './natives.ts';
import type { Value } from './value.ts';

/** The bridge between a module and the built-ins of the host. */
export class BuiltinCalls {
  /** In the order of their numbers. */
  readonly #names: readonly string[];
  readonly #image: Image;
  readonly #context: BuiltinContext;

  constructor(names: readonly string[], image: Image, context: BuiltinContext) {
    this.#names = names;
    this.#image = image;
    this.#context = context;
  }

  /**
   * Calls a built-in and gives the address of its value, or zero where it is undefined. What the built-in itself throws
   * is undefined too; what the module throws while a value crosses the bridge, and the end of the time, pass.
   */
  call(id: number, addresses: readonly number[], { exports }: Linked, view: MemoryView): number {
    const builtin = BUILTINS.get(this.#names[id] ?? '');
    if (builtin === undefined) throw new RuntimeBroken(`the module calls the unknown built-in ${id}`);
    this.#context.checkDeadline();
    const args = addresses.map((address) => this.#read(address, exports, view));
    const draft = attempt(() => draftOf(builtin(args.map(decoded), this.#context)));
    return draft === undefined ? 0 : this.#write(draft, exports, view);
  }

  /**
   * The same for a function of the runtime that asks the host first, by its place in NATIVES.
   *
   * @returns address of the value, 0 where the call is left to the module, -1 where it is undefined
   */
  native(place: number, addresses: readonly number[], { exports }: Linked, view: MemoryView): number {
    const native = NATIVES[place];
    if (native === undefined) throw new RuntimeBroken(`the module asks for the unknown function ${place}`);
    if (!this.#image.readable || native.concerns?.(view, addresses) === false) return 0;
    const args = addresses.map((address) => this.#read(address, exports, view));
    const draft = attempt(() => {
      const value = native.answer(args.map(decoded));
      return value === MODULE ? MODULE : draftOf(value);
    });
    if (draft === MODULE) return 0;
    return draft === undefined ? -1 : this.#write(draft, exports, view);
  }

  #write(draft: Draft, exports: Linked['exports'], view: MemoryView): number {
    if (typeof draft === 'boolean') return this.#image.constants[`${draft}`];
    if (typeof draft === 'string') return writeLiteral(draft, exports, view);
    if (this.#image.readable) return writeBytes(draft, exports, view);
    return writeLiteral(JSON.stringify(Buffer.from(draft).toString()), exports, view);
  }

  /** A string is read where it lies; anything else goes through its literal. */
  #read(address: number, exports: Linked['exports'], view: MemoryView): Argument {
    if (this.#image.readable && isString(view, address)) {
      return { string: exactText(stringAt(view, address), () => stringBytes(view, address)) };
    }
    const start = exports.opa_value_dump(address) >>> 0;
    const literal = view.text(start);
    return { literal: exactText(literal, () => view.bytes.subarray(start, view.bytes.indexOf(0, start))) };
  }
}

function writeLiteral(literal: string, exports: Linked['exports'], view: MemoryView): number {
  const address = exports.opa_malloc(literal.length * 3);
  return exports.opa_value_parse(address, view.write(literal, address));
}

/** A string that is no UTF-8: the module's parser would end the evaluation, so another one of its length is filled. */
function writeBytes(bytes: Uint8Array, exports: Linked['exports'], view: MemoryView): number {
  const address = writeLiteral(JSON.stringify('?'.repeat(bytes.length)), exports, view);
  view.bytes.set(bytes, stringStart(view, address));
  return address;
}

function stringBytes(view: MemoryView, address: number): Uint8Array {
  const start = stringStart(view, address);
  return view.bytes.subarray(start, start + stringLength(view, address));
}

/** What `run` gives; undefined where it throws anything but the end of a limit. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof LimitExceeded) throw thrown;
    return undefined;
  }
}

/** A value ready to be written: a boolean, a literal, or the bytes of a string that is no UTF-8. */
type Draft = boolean | string | Uint8Array;

function draftOf(value: Value | undefined): Draft | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  return typeof value === 'string' && !value.isWellFormed() ? bytesOf(value) : literalOf(value);
}

type Argument = { readonly string: string } | { readonly literal: string };

function decoded(argument: Argument): Value {
  return 'string' in argument ? argument.string : parseLiteral(argument.literal);
}
