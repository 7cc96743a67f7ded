import { s32, u32 } from './bytes.ts';
import { OP } from './instructions.ts';
import { UNLIKELY } from './output.ts';

/** Indices of what the instrumented code uses. */
export interface Guards {
  /** Global: counts down; at zero the host is asked whether there is still time. */
  readonly fuel: number;
  /** Imported functions `opa_builtin0` to `opa_builtin4`. */
  readonly hosts: readonly number[];
  /** Added function that grows the memory, `(i32) -> i32`. */
  readonly grow: number;
}

/** First byte of an object in OPA's memory, and of a set. */
export const KIND = { object: 6, set: 7 } as const;

/** What the host sees as the built-in's number when the code asks for time. */
export const TICK = -1;

/** The same when something is to be put into a value that cannot take it. */
export const MISPLACED = -2;

/** The same when `1.0` is to be read as an integer (integers.ts). */
export const INTEGER = -3;

/** The same when a function asks the host first: this for the first in the list of them, and down. */
export const FIRST_ASKING = -4;

/** A loop without calls burns one unit of fuel every so many rounds. */
const LEAF_ROUNDS = 1024;

/** Asks the host, which throws once the time is over. */
export function question({ hosts: [host = 0] }: Guards, number = TICK): number[] {
  return [OP.i32Const, ...s32(number), OP.i32Const, 0, OP.call, ...u32(host), OP.drop];
}

/** if (first byte of parameter 0 != kind) ask, and the host throws */
export function demand(kind: number, guards: Guards): number[] {
  return [
    ...[OP.localGet, 0, OP.i32Load8U, 0, 0, OP.i32Const, kind, OP.i32Ne, UNLIKELY, OP.if, OP.blockVoid],
    ...[...question(guards, MISPLACED), OP.end],
  ];
}

/** value = host(number, arguments); if (value != 0) return value == -1 ? 0 : value */
export function askFirst(host: number, number: number, parameters: number, value: number): number[] {
  const local = u32(value);
  const args = Array.from({ length: parameters }, (_, i) => [OP.localGet, i]).flat();
  return [
    ...[
      OP.i32Const,
      ...s32(number),
      OP.i32Const,
      0,
      ...args,
      OP.call,
      ...u32(host),
      OP.localTee,
      ...local,
      OP.if,
      OP.blockVoid,
      OP.localGet,
      ...local,
      OP.i32Const,
      0,
    ],
    ...[OP.localGet, ...local, OP.i32Const, ...s32(-1), OP.i32Ne, OP.select, OP.return, OP.end],
  ];
}

/** fuel -= 1; if (fuel < 0) ask */
export function burn(fuel: number, ask: readonly number[]): number[] {
  const global = u32(fuel);
  return [
    ...[OP.globalGet, ...global, OP.i32Const, 1, OP.i32Sub, OP.globalSet, ...global],
    ...[OP.globalGet, ...global, OP.i32Const, 0, OP.i32LtS, UNLIKELY, OP.if, OP.blockVoid, ...ask, OP.end],
  ];
}

/** if (--counter == 0) { counter = LEAF_ROUNDS; burn } */
export function count(counter: number, burned: readonly number[]): number[] {
  const local = u32(counter);
  return [
    ...[OP.localGet, ...local, OP.i32Const, 1, OP.i32Sub, OP.localTee, ...local],
    ...[OP.i32Eqz, UNLIKELY, OP.if, OP.blockVoid, ...refill(counter), ...burned, OP.end],
  ];
}

export function refill(counter: number): number[] {
  return [OP.i32Const, ...s32(LEAF_ROUNDS), OP.localSet, ...u32(counter)];
}
