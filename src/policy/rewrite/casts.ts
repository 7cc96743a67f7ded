import { type Body, calledBy } from './body.ts';
import { u32 } from './bytes.ts';
import type { Edit, Edits } from './edits.ts';
import { KIND } from './guards.ts';
import { OP } from './instructions.ts';
import type { DecodedModule } from './module.ts';
import type { Rewritten } from './output.ts';

/*
 * What a compiled policy calls with a value whose kind nobody has looked at. The runtime takes it for an object or a set
 * and writes wherever its bytes point to, and the value may be a client's:
 *
 * - `p.q[x] contains y` adds to what another rule has put there, as `p.q.a := input.list` (see own-sets.ts).
 * - `with input.a as 1` inserts into a copy of the input, which another `with` may have replaced by a list.
 */

/** Kind of the first argument by the name of the function; another one is refused. */
export const DEMANDS: Readonly<Record<string, number>> = { opa_set_add: KIND.set, opa_object_insert: KIND.object };

const COPY = 'opa_value_shallow_copy';
const EMPTY = 'opa_object';

/** The runtime's own user of COPY: it copies lists, and knows that they are some. */
export const COPIES_LISTS = 'opa_agg_sort';

/** Whether there is a `with` that replaces a member of the input or of data. */
export function hasCopies({ functionNames }: DecodedModule): boolean {
  return functionNames.has(EMPTY) && functionNames.has(COPY);
}

/** Calls `copy`, the index of the function below, in the place of COPY. */
export function replaceCopies({ bytes, functionNames }: DecodedModule, { instructions }: Body, copy: number): Edits {
  const edits = new Map<number, Edit>();
  for (const instruction of instructions) {
    if (calledBy(bytes, instruction) !== (functionNames.get(COPY) ?? -1)) continue;
    edits.set(instruction.start, { bytes: [OP.call, ...u32(copy)], instead: true });
  }
  return edits;
}

/**
 * What `with` calls instead, `(i32) -> i32`, in OPA's evaluator's way: what is no object is replaced by an empty one.
 *
 * copy(value): return first byte of value == object ? COPY(value) : EMPTY()
 */
export function copyFunction({ functionNames }: DecodedModule): Rewritten {
  const call = (name: string) => [OP.call, ...u32(functionNames.get(name) ?? 0)];
  const bytes = Uint8Array.from([
    0,
    ...[OP.localGet, 0, OP.i32Load8U, 0, 0, OP.i32Const, KIND.object, OP.i32Eq, OP.if, OP.blockI32],
    ...[OP.localGet, 0, ...call(COPY), OP.else, ...call(EMPTY), OP.end, OP.end],
  ]);
  return { bytes, unlikely: [] };
}
