import { type Body, calledBy } from './body.ts';
import { s32, u32 } from './bytes.ts';
import type { Edit, Edits } from './edits.ts';
import { type Guards, INTEGER } from './guards.ts';
import { OP } from './instructions.ts';
import type { DecodedModule } from './module.ts';
import type { Rewritten } from './output.ts';

/** Reads the integer that a text is; of its callers these do it with numbers. It does not know that `1.0` is one. */
const PARSE = 'opa_atoi64';
export const INTEGER_READERS = ['opa_number_try_int', 'opa_value_get'];

/** Type of PARSE; undefined where there is none. */
export function typeOfParse({ functionNames, functionTypes, imports }: DecodedModule): number | undefined {
  const index = functionNames.get(PARSE);
  return index === undefined ? undefined : functionTypes[index - imports.filter(isFunction).length];
}

function isFunction({ kind }: DecodedModule['imports'][number]): boolean {
  return kind === 'function';
}

/** Calls `parse`, the index of the function below, in the place of PARSE. */
export function replaceParse({ bytes, functionNames }: DecodedModule, { instructions }: Body, parse: number): Edits {
  const edits = new Map<number, Edit>();
  for (const instruction of instructions) {
    if (calledBy(bytes, instruction) !== (functionNames.get(PARSE) ?? -1)) continue;
    edits.set(instruction.start, { bytes: [OP.call, ...u32(parse)], instead: true });
  }
  return edits;
}

/**
 * What they call instead, `(text, length, target) -> i32`, which is zero where it could write the integer.
 *
 * parse(...): return PARSE(...) == 0 ? 0 : host(INTEGER, ...)
 */
export function parseFunction({ functionNames }: DecodedModule, { hosts }: Guards): Rewritten {
  const args = [OP.localGet, 0, OP.localGet, 1, OP.localGet, 2];
  const bytes = Uint8Array.from([
    0,
    ...[...args, OP.call, ...u32(functionNames.get(PARSE) ?? 0), OP.i32Eqz],
    ...[OP.if, OP.blockI32, OP.i32Const, 0, OP.else],
    ...[OP.i32Const, ...s32(INTEGER), OP.i32Const, 0, ...args, OP.call, ...u32(hosts[3] ?? 0)],
    ...[OP.end, OP.end],
  ]);
  return { bytes, unlikely: [] };
}
