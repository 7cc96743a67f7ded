import { type Body, calledBy, isConstant } from './body.ts';
import { s32 } from './bytes.ts';
import type { Edit, Edits } from './edits.ts';
import { type Guards, KIND, MISPLACED, question } from './guards.ts';
import { type Instruction, OP } from './instructions.ts';
import type { DecodedModule } from './module.ts';
import { UNLIKELY } from './output.ts';

/** Functions of the runtime in which a set comes into being. */
export const SET_MAKERS = ['opa_set', 'opa_set_with_cap', 'opa_value_shallow_copy', '__opa_set_grow'];

/**
 * The rule `p.q[x] contains y` makes a set where there is none, and adds to what is there already, which may be what
 * `p.q.a := value` has put there: a value that is not a set, or one that other rules have too. A set that the rule has
 * made is therefore marked, and nothing else is added to. The mark lies in the three bytes behind the first one of a set,
 * which the runtime does not use.
 *
 * @param index of the function: no two have the same mark
 */
export function markOwnSets({ bytes, functionNames }: DecodedModule, body: Body, index: number, guards: Guards): Edits {
  const edits = new Map<number, Edit>();
  const { instructions } = body;
  const mark = KIND.set | ((index + 1) << 8);
  const calls = (at: number, name: string) => {
    const instruction = instructions[at];
    return instruction !== undefined && calledBy(bytes, instruction) === (functionNames.get(name) ?? -1);
  };
  const is = (at: number, ...opcodes: readonly number[]) => opcodes.includes(instructions[at]?.opcode ?? -1);
  for (let i = 2; i < instructions.length; i++) {
    // br 1; end; call opa_set; local.set SET; end; local.get SET; VALUE; call opa_set_add
    if (!calls(i, 'opa_set') || !is(i - 2, OP.br) || !is(i - 1, OP.end)) continue;
    if (!is(i + 1, OP.localSet) || !is(i + 2, OP.end) || !is(i + 3, OP.localGet)) continue;
    if (!is(i + 4, OP.localGet, OP.i32Const) || !calls(i + 5, 'opa_set_add')) continue;
    const set = operand(bytes, instructions[i + 1] as Instruction);
    const made = [OP.localGet, ...set, OP.i32Const, ...s32(mark), OP.i32Store, 0, 0];
    const check = [
      ...[OP.localGet, ...set, OP.i32Load, 0, 0, OP.i32Const, ...s32(mark), OP.i32Ne, UNLIKELY, OP.if, OP.blockVoid],
      ...[...question(guards, MISPLACED), OP.end],
    ];
    edits.set((instructions[i + 2] as Instruction).start, { bytes: made, instead: false });
    edits.set((instructions[i + 3] as Instruction).start, { bytes: check, instead: false });
  }
  return edits;
}

/** In a function that makes sets: no set has a mark when it comes into being. */
export function clearMarks({ bytes }: DecodedModule, { instructions }: Body): Edits {
  const edits = new Map<number, Edit>();
  for (const [i, instruction] of instructions.entries()) {
    const before = instructions[i - 1];
    if (instruction.opcode !== OP.i32Store8 || before === undefined || !isConstant(bytes, before, KIND.set)) continue;
    // The alignment of one byte is right for both; the offset follows.
    const [, ...rest] = operand(bytes, instruction);
    edits.set(instruction.start, { bytes: [OP.i32Store, 0, ...rest], instead: true });
  }
  return edits;
}

function operand(bytes: Uint8Array, { start, end }: Instruction): number[] {
  return [...bytes.subarray(start + 1, end)];
}
