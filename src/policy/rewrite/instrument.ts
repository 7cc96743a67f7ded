import type { Body, Branch, Loop } from './body.ts';
import { u32 } from './bytes.ts';
import type { Edits } from './edits.ts';
import { askFirst, burn, count, demand, type Guards, question, refill } from './guards.ts';
import { OP } from './instructions.ts';
import { Output, type Rewritten } from './output.ts';

/** What is particular about one function. */
export interface FunctionGuards {
  readonly parameters: number;
  /** How many locals of type i32 it gets, from `firstNewLocal` on. */
  readonly locals: number;
  /** Whether it burns fuel when it is entered (calls.ts). */
  readonly entry: boolean;
  /** Loops, of all functions, that burn fuel in every round (calls.ts). */
  readonly loops: ReadonlySet<Loop>;
  /** Functions, by their index, that end at once: they have no loop and call nothing. */
  readonly quick: ReadonlySet<number>;
  /** Global that is set to one when the function is entered. */
  readonly mark?: number | undefined;
  /** Asks the host first, by this number of a built-in, with its arguments: zero goes on, -1 is undefined. */
  readonly hostFirst?: number | undefined;
  /** What its first argument has to be: the first byte of such a value. */
  readonly demands?: number | undefined;
  readonly edits: Edits;
}

const I32 = 0x7f;

/** Index of the first local that `FunctionGuards.locals` adds: before it stands the one that counts rounds. */
export function firstNewLocal(parameters: number, { locals }: Body): number {
  return parameters + locals.count + 1;
}

/**
 * The body of a function, guarded so that no more than a bounded amount of work lies between two questions to the host.
 *
 * - A loop that calls something burns fuel when it goes round: before every branch back to its start. So the many loops
 *   that seldom do, as those along a chain of a hash table, cost nothing.
 * - A loop that calls nothing, or only what ends at once, counts there in a local variable, which costs next to nothing,
 *   and burns fuel every LEAF_ROUNDS.
 * - A loop or a function that could take part in much calling burns fuel when it is entered (calls.ts).
 * - Bulk memory instructions ask at once.
 *
 * Growth of memory goes through the function `grow`, see rewrite.ts.
 */
export function instrument(module: Uint8Array, body: Body, guards: Guards, particular: FunctionGuards): Rewritten {
  const counter = particular.parameters + body.locals.count;
  const leaves = [...body.loops.values()].some((loop) => isLeaf(loop, particular.quick));
  const locals = particular.locals + (leaves || particular.hostFirst !== undefined || particular.locals > 0 ? 1 : 0);
  const out = new Output(module);
  out.add(u32(body.locals.groups + (locals > 0 ? 1 : 0)));
  out.copy(body.locals.start, body.code);
  const ask = question(guards);
  const burned = burn(guards.fuel, ask);
  if (locals > 0) out.add([...u32(locals), I32]);
  if (particular.hostFirst !== undefined) {
    const host = guards.hosts[particular.parameters] as number;
    out.add(askFirst(host, particular.hostFirst, particular.parameters, counter));
  }
  if (particular.demands !== undefined) out.add(demand(particular.demands, guards));
  if (leaves) out.add(refill(counter));
  if (particular.mark !== undefined) out.add([OP.i32Const, 1, OP.globalSet, ...u32(particular.mark)]);
  if (particular.entry) out.add(burned);

  let copied = body.code;
  const insertAt = (offset: number, bytes: readonly number[], resume = offset) => {
    out.copy(copied, offset);
    out.add(bytes);
    copied = resume;
  };
  for (const instruction of body.instructions) {
    const { opcode, start, end } = instruction;
    const edit = particular.edits.get(start);
    if (edit !== undefined) insertAt(start, edit.bytes, edit.instead ? end : start);
    const loop = opcode === OP.loop ? body.loops.get(end) : undefined;
    const branch = body.branches.get(start);
    if (loop !== undefined) {
      if (particular.loops.has(loop)) insertAt(end, burned);
    } else if (branch !== undefined) {
      const before = roundOf(branch, particular, burned, count(counter, burned));
      if (opcode !== OP.brIf) insertAt(start, before);
      else if (before.length > 0) insertAt(start, branchIf(branch.depth, before), end);
    } else if (instruction.bulk) {
      insertAt(start, ask);
    } else if (opcode === OP.memoryGrow) {
      insertAt(start, [OP.call, ...u32(guards.grow)], end);
    } else if (opcode === OP.memorySize) {
      insertAt(start, [OP.i32Const, 0, OP.call, ...u32(guards.grow)], end);
    }
  }
  out.copy(copied, body.end);
  return out.result();
}

/** What comes before a branch back. */
function roundOf(
  { loops }: Branch,
  { loops: entered, quick }: FunctionGuards,
  burned: readonly number[],
  counted: readonly number[],
): readonly number[] {
  const open = loops.filter((loop) => !entered.has(loop));
  if (open.length === 0) return [];
  return open.every((loop) => isLeaf(loop, quick)) ? counted : burned;
}

function isLeaf({ calls }: Loop, quick: ReadonlySet<number>): boolean {
  return calls.every((target) => target !== undefined && quick.has(target));
}

/** br_if, with something before the branch that is taken: the branch is in a block more than it was. */
function branchIf(depth: number, before: readonly number[]): number[] {
  return [OP.if, OP.blockVoid, ...before, OP.br, ...u32(depth + 1), OP.end];
}
