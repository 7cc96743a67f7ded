import type { Dice } from './dice.ts';
import { TEXTS, type TextKind } from './texts.ts';

const KINDS = Object.keys(TEXTS) as TextKind[];

/** A JSON object of few names, `depth` levels deep. */
export function randomObject(dice: Dice, depth: number): Record<string, unknown> {
  const names = TEXTS.key.filter(() => dice.chance(0.7));
  return Object.fromEntries(names.map((name) => [name, randomValue(dice, depth - 1)]));
}

function randomValue(dice: Dice, depth: number): unknown {
  if (depth > 0 && dice.chance(0.35)) return randomObject(dice, depth);
  if (depth > 0 && dice.chance(0.35)) return dice.times(0, 3, () => randomValue(dice, depth - 1));
  if (dice.chance(0.3)) return dice.pick(NUMBERS);
  if (dice.chance(0.4)) return dice.pick(TEXTS.key);
  if (dice.chance(0.4)) return dice.pick([true, false, null]);
  return randomText(dice);
}

/** Of any kind. */
export function randomText(dice: Dice): string {
  return dice.pick(TEXTS[dice.chance(0.6) ? 'str' : dice.pick(KINDS)]);
}

/** Fractions among them have an exact binary form, since WASM counts in decimals and OPA does not. */
export const NUMBERS = [0, 1, 1, 2, 2, 3, -1, -2, 7, 10, 0.5, 1.5, -0.25, 100, 255, 1000000, 4294967296, 1700000000];
