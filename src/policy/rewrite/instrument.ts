import { type Body, isConstant } from './body.ts';
import { s32, u32 } from './bytes.ts';
import { OP } from './instructions.ts';

/** Indices of what the instrumented code uses. */
export interface Guards {
  /** Global: counts down; at zero the host is asked whether there is still time. */
  readonly fuel: number;
  /** Imported function `opa_builtin0`. */
  readonly host: number;
  /** Imported function `opa_builtin3`. */
  readonly host3: number;
  /** Added function that grows the memory, `(i32) -> i32`. */
  readonly grow: number;
}

/** What is particular about one function. */
export interface FunctionGuards {
  readonly parameters: number;
  /** Whether it burns fuel when it is entered (calls.ts). */
  readonly entry: boolean;
  /** An i32 constant to replace. */
  readonly constant?: { readonly from: number; readonly to: number } | undefined;
  /** Asks the host first, by this number of a built-in, with its three arguments; what is not zero is the value. */
  readonly hostFirst?: number | undefined;
}

/** What the host sees as the built-in's number when the code asks for time, and when it asks for `glob.match`. */
export const TICK = -1;
export const GLOB_MATCH = -2;

/** A loop without calls burns one unit of fuel every so many rounds. */
const LEAF_ROUNDS = 4096;

const I32 = 0x7f;

/**
 * The body of a function, guarded so that no more than a bounded amount of work lies between two questions to the host.
 *
 * - A loop that calls something burns fuel every round.
 * - A loop that calls nothing counts its rounds in a local variable, which costs next to nothing, and burns fuel every
 *   LEAF_ROUNDS.
 * - A function that could take part in much calling without a loop burns fuel when it is entered (calls.ts).
 * - Bulk memory instructions ask at once.
 *
 * Growth of memory goes through the function `grow`, see rewrite.ts.
 */
export function instrument(module: Uint8Array, body: Body, guards: Guards, particular: FunctionGuards): Uint8Array {
  const counter = particular.parameters + body.locals.count;
  const leaves = [...body.loops.values()].some((loop) => !loop.calls);
  const hasLocal = leaves || particular.hostFirst !== undefined;
  const out = new Output(module);
  out.add(u32(body.locals.groups + (hasLocal ? 1 : 0)));
  out.copy(body.locals.start, body.code);
  const ask = question(guards);
  const burned = burn(guards.fuel, ask);
  if (hasLocal) out.add([1, I32]);
  if (particular.hostFirst !== undefined) out.add(askFirst(guards.host3, particular.hostFirst, counter));
  if (leaves) out.add(refill(counter));
  if (particular.entry) out.add(burned);

  let copied = body.code;
  const insertAt = (offset: number, bytes: readonly number[], resume = offset) => {
    out.copy(copied, offset);
    out.add(bytes);
    copied = resume;
  };
  for (const instruction of body.instructions) {
    const { opcode, start, end } = instruction;
    const loop = opcode === OP.loop ? body.loops.get(end) : undefined;
    if (loop !== undefined) {
      insertAt(end, loop.calls ? burned : count(counter, burned));
    } else if (instruction.bulk) {
      insertAt(start, ask);
    } else if (opcode === OP.memoryGrow) {
      insertAt(start, [OP.call, ...u32(guards.grow)], end);
    } else if (opcode === OP.memorySize) {
      insertAt(start, [OP.i32Const, 0, OP.call, ...u32(guards.grow)], end);
    } else if (particular.constant !== undefined && isConstant(module, instruction, particular.constant.from)) {
      insertAt(start, [OP.i32Const, ...s32(particular.constant.to)], end);
    }
  }
  out.copy(copied, body.end);
  return out.bytes();
}

/** Asks the host, which throws once the time is over. */
function question({ host }: Guards): number[] {
  return [OP.i32Const, ...s32(TICK), OP.i32Const, 0, OP.call, ...u32(host), OP.drop];
}

/** value = host(number, arguments); if (value != 0) return value */
function askFirst(host3: number, number: number, value: number): number[] {
  const local = u32(value);
  return [
    ...[OP.i32Const, ...s32(number), OP.i32Const, 0, OP.localGet, 0, OP.localGet, 1, OP.localGet, 2],
    ...[OP.call, ...u32(host3), OP.localTee, ...local, OP.if, OP.blockVoid, OP.localGet, ...local, OP.return, OP.end],
  ];
}

/** fuel -= 1; if (fuel < 0) ask */
function burn(fuel: number, ask: readonly number[]): number[] {
  const global = u32(fuel);
  return [
    ...[OP.globalGet, ...global, OP.i32Const, 1, OP.i32Sub, OP.globalSet, ...global],
    ...[OP.globalGet, ...global, OP.i32Const, 0, OP.i32LtS, OP.if, OP.blockVoid, ...ask, OP.end],
  ];
}

/** if (--counter == 0) { counter = LEAF_ROUNDS; burn } */
function count(counter: number, burned: readonly number[]): number[] {
  const local = u32(counter);
  return [
    ...[OP.localGet, ...local, OP.i32Const, 1, OP.i32Sub, OP.localTee, ...local],
    ...[OP.i32Eqz, OP.if, OP.blockVoid, ...refill(counter), ...burned, OP.end],
  ];
}

function refill(counter: number): number[] {
  return [OP.i32Const, ...s32(LEAF_ROUNDS), OP.localSet, ...u32(counter)];
}

/** Bytes of the original and new ones, joined once at the end. */
class Output {
  readonly #module: Uint8Array;
  readonly #parts: Uint8Array[] = [];

  constructor(module: Uint8Array) {
    this.#module = module;
  }

  copy(start: number, end: number): void {
    if (end > start) this.#parts.push(this.#module.subarray(start, end));
  }

  add(bytes: readonly number[]): void {
    this.#parts.push(Uint8Array.from(bytes));
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
