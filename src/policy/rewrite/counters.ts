import { type Body, calledBy } from './body.ts';
import { u32 } from './bytes.ts';
import type { Edit, Edits } from './edits.ts';
import { OP } from './instructions.ts';
import type { DecodedModule } from './module.ts';
import { rulesOf } from './rules.ts';
import { RUNTIME_BUILTINS } from './runtime-builtins.ts';

/** What a module that counts knows of one place of the policy: how often it was there. */
export type Counter =
  /** A call of a built-in that the runtime has itself. */
  | { readonly kind: 'call'; readonly builtin: string }
  /** A round of a loop; of a rule's loops the first one in its code is 1. */
  | { readonly kind: 'round'; readonly rule: string; readonly loop: number };

/** Makes a module count, see Counter. The value of a counter is a global of its own, an i32. */
export class Counting {
  readonly #module: DecodedModule;
  readonly #rules: ReadonlyMap<number, string>;
  readonly #names: ReadonlyMap<number, string>;
  readonly #firstGlobal: number;
  readonly #counters: Counter[];
  readonly #calls = new Map<string, number>();

  /**
   * @param firstGlobal index of the first counter's global
   * @param counters gets what each counter counts
   */
  constructor(module: DecodedModule, firstGlobal: number, counters: Counter[]) {
    this.#module = module;
    this.#rules = rulesOf(module);
    this.#names = new Map([...module.functionNames].map(([name, index]) => [index, name]));
    this.#firstGlobal = firstGlobal;
    this.#counters = counters;
  }

  /** What counts in the function of this index. */
  edits(body: Body, index: number): Edits {
    const edits = new Map<number, Edit>();
    const rule = this.#rules.get(index);
    if (rule === undefined) return edits;
    let loop = 0;
    for (const start of body.loops.keys()) edits.set(start, this.#add({ kind: 'round', rule, loop: ++loop }));
    for (const instruction of body.instructions) {
      const callee = calledBy(this.#module.bytes, instruction);
      const builtin = RUNTIME_BUILTINS.get(this.#names.get(callee ?? -1) ?? '');
      if (builtin !== undefined) edits.set(instruction.start, this.#call(builtin));
    }
    return edits;
  }

  #call(builtin: string): Edit {
    const known = this.#calls.get(builtin);
    if (known !== undefined) return increment(this.#firstGlobal + known);
    this.#calls.set(builtin, this.#counters.length);
    return this.#add({ kind: 'call', builtin });
  }

  #add(counter: Counter): Edit {
    this.#counters.push(counter);
    return increment(this.#firstGlobal + this.#counters.length - 1);
  }
}

function increment(global: number): Edit {
  const index = u32(global);
  return { bytes: [OP.globalGet, ...index, OP.i32Const, 1, OP.i32Add, OP.globalSet, ...index], instead: false };
}
