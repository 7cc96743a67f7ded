import type { BuiltinContext } from './builtins/builtin.ts';
import { BUILTINS } from './builtins/registry.ts';
import { LimitExceeded, RuntimeBroken } from './faults.ts';
import type { Image } from './image.ts';
import { isString, stringAt } from './layout.ts';
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
    const address = exports.opa_malloc(literal.length * 3);
    return exports.opa_value_parse(address, view.write(literal, address));
  }

  /** A string is read where it lies; anything else goes through its literal. */
  #read(address: number, exports: Linked['exports'], view: MemoryView): Argument {
    if (this.#image.readable && isString(view, address)) return { string: stringAt(view, address) };
    return { literal: view.text(exports.opa_value_dump(address)) };
  }
}

type Argument = { readonly string: string } | { readonly literal: string };

function decoded(argument: Argument): Value {
  return 'string' in argument ? argument.string : parseLiteral(argument.literal);
}
