import type { ByteReader } from './bytes.ts';

/** The opcodes that the rewriting looks at or emits (core specification, appendix A.8). */
export const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i32Load8U: 0x2d,
  i32Store: 0x36,
  i32Store8: 0x3a,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32GtU: 0x4b,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32ShrU: 0x76,
  prefixed: 0xfc,
  blockVoid: 0x40,
  blockI32: 0x7f,
} as const;

const BULK_MEMORY = { copy: 10, fill: 11 };

export interface Instruction {
  readonly opcode: number;
  readonly start: number;
  readonly end: number;
  /** Whether it may move or clear any amount of memory at once. */
  readonly bulk: boolean;
}

/** Thrown for an instruction that OPA's compiler does not emit; such a module is not rewritten, and so not run. */
export class UnknownInstruction extends Error {}

/**
 * The next instruction: those of the first version of WebAssembly, sign extension, saturating conversion, and bulk
 * memory. No exceptions (a handler could swallow the deadline), no tail calls (a loop that is none), no threads.
 */
export function readInstruction(reader: ByteReader): Instruction {
  const start = reader.offset;
  const opcode = reader.byte();
  const bulk = skipImmediates(reader, opcode);
  return { opcode, start, end: reader.offset, bulk };
}

function skipImmediates(reader: ByteReader, opcode: number): boolean {
  switch (opcode) {
    case OP.block:
    case OP.loop:
    case OP.if:
    case OP.br:
    case OP.brIf:
    case OP.call:
    case OP.localGet:
    case OP.localSet:
    case OP.localTee:
    case OP.globalGet:
    case OP.globalSet:
    case OP.memorySize:
    case OP.memoryGrow:
    case OP.i32Const:
    case OP.i64Const:
      reader.skipNumber();
      return false;
    case OP.callIndirect:
      reader.skipNumber();
      reader.skipNumber();
      return false;
    case OP.brTable: {
      const targets = reader.u32();
      for (let i = 0; i <= targets; i++) reader.skipNumber();
      return false;
    }
    case OP.selectTyped: {
      reader.skip(reader.u32());
      return false;
    }
    case OP.f32Const:
      reader.skip(4);
      return false;
    case OP.f64Const:
      reader.skip(8);
      return false;
    case OP.prefixed:
      return skipPrefixed(reader);
    default:
      if (hasNoImmediate(opcode)) return false;
      if (opcode >= 0x28 && opcode <= 0x3e) {
        // Loads and stores: alignment and offset.
        reader.skipNumber();
        reader.skipNumber();
        return false;
      }
      throw new UnknownInstruction(`0x${opcode.toString(16)}`);
  }
}

function hasNoImmediate(opcode: number): boolean {
  return (
    opcode <= 0x01 || // unreachable, nop
    opcode === OP.else ||
    opcode === OP.end ||
    opcode === OP.return ||
    opcode === OP.drop ||
    opcode === OP.select ||
    (opcode >= 0x45 && opcode <= 0xc4) // comparisons, arithmetic, conversions, sign extension
  );
}

function skipPrefixed(reader: ByteReader): boolean {
  const opcode = reader.u32();
  if (opcode <= 7) return false; // saturating conversions
  if (opcode === BULK_MEMORY.fill) {
    reader.skip(1);
    return true;
  }
  if (opcode === BULK_MEMORY.copy) {
    reader.skip(2);
    return true;
  }
  throw new UnknownInstruction(`0xfc ${opcode}`);
}
