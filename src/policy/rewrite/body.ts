import { ByteReader } from './bytes.ts';
import { type Instruction, OP, readInstruction } from './instructions.ts';
import { readValueType } from './module.ts';

export interface Loop {
  /** Whether anything is called in it, however deep. */
  calls: boolean;
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
  /** What it calls: the index of a function, or undefined for a call through the table. */
  readonly calls: readonly { readonly target: number | undefined; readonly inLoop: boolean }[];
}

/** @throws UnknownInstruction */
export function readBody(module: Uint8Array, range: { start: number; end: number }): Body {
  const reader = new ByteReader(module, range.start, range.end);
  const locals = readLocals(reader);
  const code = reader.offset;
  const instructions: Instruction[] = [];
  const loops = new Map<number, Loop>();
  const calls: { target: number | undefined; inLoop: boolean }[] = [];
  const open: (Loop | undefined)[] = [];
  while (!reader.done) {
    const instruction = readInstruction(reader);
    instructions.push(instruction);
    switch (instruction.opcode) {
      case OP.loop: {
        const loop = { calls: false };
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
      case OP.call:
      case OP.callIndirect: {
        const around = open.filter((loop) => loop !== undefined);
        for (const loop of around) loop.calls = true;
        calls.push({ target: calledBy(module, instruction), inLoop: around.length > 0 });
      }
    }
  }
  return { locals, code, end: range.end, instructions, loops, calls };
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
