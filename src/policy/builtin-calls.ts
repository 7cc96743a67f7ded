import type { BuiltinContext } from './builtins/builtin.ts';
import { BUILTINS } from './builtins/registry.ts';
import { bytesOf, exactText } from './bytes.ts';
import { LimitExceeded, RuntimeBroken } from './faults.ts';
import type { Image } from './image.ts';
import { isString, stringAt, stringLength, stringStart } from './layout.ts';
import type { Linked } from './linked.ts';
import { literalOf, parseLiteral } from './literal.ts';
import type { MemoryView } from './memory-view.ts';
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
    let value: Value | undefined;
    let literal = '';
    try {
      value = builtin(args.map(decoded), this.#context);
      if (typeof value !== 'boolean' && value !== undefined) literal = literalOf(value);
    } catch (thrown) {
      if (thrown instanceof LimitExceeded) throw thrown;
      return 0;
    }
    if (value === undefined) return 0;
    if (typeof value === 'boolean') return this.#image.constants[`${value}`];
    if (typeof value === 'string' && this.#image.readable && !value.isWellFormed()) {
      return writeBytes(bytesOf(value), exports, view);
    }
    return writeLiteral(literal, exports, view);
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

type Argument = { readonly string: string } | { readonly literal: string };

function decoded(argument: Argument): Value {
  return 'string' in argument ? argument.string : parseLiteral(argument.literal);
}
