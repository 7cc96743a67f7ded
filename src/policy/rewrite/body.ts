import { ByteReader } from './bytes.ts';
import { type Instruction, OP, readInstruction } from './instructions.ts';
import { readValueType } from './module.ts';

export interface Loop {
  /** What is called in it, however deep: the index of a function, or undefined for a call through the table. */
  readonly calls: (number | undefined)[];
}

/** A jump to the start of one loop, or of several: it depends on a value (`br_table`). */
export interface Branch {
  readonly loops: readonly Loop[];
  /** Of the only label, if there is one: how many blocks lie between. */
  readonly depth: number;
}

/** The body of a function, taken apart. Offsets are into the module's bytes. */
export interface Body {
  readonly locals: { readonly groups: number; readonly count: number; readonly start: number };
  /** Where the instructions begin. */
  readonly code: number;
  readonly end: number;
  readonly instructions: readonly Instruction[];
  /** By the offset behind the loop's header. */
  readonly loops: ReadonlyMap<number, Loop>;
  /** By the offset of the instruction. */
  readonly branches: ReadonlyMap<number, Branch>;
  /** What it calls: the index of a function, or undefined for a call through the table; and the innermost loop around. */
  readonly calls: readonly { readonly target: number | undefined; readonly loop: Loop | undefined }[];
}

/** @throws UnknownInstruction */
export function readBody(module: Uint8Array, range: { start: number; end: number }): Body {
  const reader = new ByteReader(module, range.start, range.end);
  const locals = readLocals(reader);
  const code = reader.offset;
  const instructions: Instruction[] = [];
  const loops = new Map<number, Loop>();
  const branches = new Map<number, Branch>();
  const calls: { target: number | undefined; loop: Loop | undefined }[] = [];
  const open: (Loop | undefined)[] = [];
  while (!reader.done) {
    const instruction = readInstruction(reader);
    instructions.push(instruction);
    switch (instruction.opcode) {
      case OP.loop: {
        const loop: Loop = { calls: [] };
        loops.set(instruction.end, loop);
        open.push(loop);
        break;
      }
      case OP.block:
      case OP.if:
        open.push(undefined);
        break;
      case OP.end:
        open.pop();
        break;
      case OP.br:
      case OP.brIf:
      case OP.brTable: {
        const depths = labelsOf(module, instruction);
        const targets = depths.map((depth) => open.at(-1 - depth)).filter((loop) => loop !== undefined);
        if (targets.length > 0) branches.set(instruction.start, { loops: targets, depth: depths[0] as number });
        break;
      }
      case OP.call:
      case OP.callIndirect: {
        const around = open.filter((loop) => loop !== undefined);
        const target = calledBy(module, instruction);
        for (const loop of around) loop.calls.push(target);
        calls.push({ target, loop: around.at(-1) });
      }
    }
  }
  return { locals, code, end: range.end, instructions, loops, branches, calls };
}

/** Depths of the blocks that a branch may go to. */
function labelsOf(module: Uint8Array, { opcode, start }: Instruction): number[] {
  const reader = new ByteReader(module, start + 1);
  if (opcode !== OP.brTable) return [reader.u32()];
  const count = reader.u32() + 1;
  return Array.from({ length: count }, () => reader.u32());
}

/** Whether the instruction is this i32 constant. */
export function isConstant(module: Uint8Array, instruction: Instruction, value: number): boolean {
  return instruction.opcode === OP.i32Const && new ByteReader(module, instruction.start + 1).s32() === value;
}

/** Index of the function that the instruction calls, if it does, and not through the table. */
export function calledBy(module: Uint8Array, instruction: Instruction): number | undefined {
  return instruction.opcode === OP.call ? new ByteReader(module, instruction.start + 1).u32() : undefined;
}

function readLocals(reader: ByteReader): Body['locals'] {
  const groups = reader.u32();
  const start = reader.offset;
  let count = 0;
  for (let i = 0; i < groups; i++) {
    count += reader.u32();
    readValueType(reader);
  }
  return { groups, count, start };
}
