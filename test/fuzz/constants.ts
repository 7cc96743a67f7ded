import type { Dice } from './dice.ts';
import { NUMBERS, randomText } from './documents.ts';
import { TEXTS } from './texts.ts';

/** What a value surely is where it is defined; `any` may be one of them. */
export type Type = 'num' | 'str' | 'bool' | 'arr' | 'set' | 'obj' | 'any';

export const TYPES: readonly Type[] = ['num', 'str', 'bool', 'arr', 'set', 'obj'];

/** Numbers that are spelt in another way than they are printed, or are large. */
const SPELLINGS = ['1.0', '1e3', '2.50', '1E2', '-0', '9007199254740993', '18446744073709551616', '1e-3'];

/** A literal of this type; with `plain`, every number is as it is printed. */
export function constant(dice: Dice, type: Type, plain = false): string {
  const item = () => dice.pick([...TEXTS.key.map((key) => `"${key}"`), '0', '1', '2', 'true', 'null', '[1]']);
  switch (type) {
    case 'num':
      return dice.chance(0.1) && !plain ? dice.pick(SPELLINGS) : String(dice.pick(NUMBERS));
    case 'str':
      return JSON.stringify(randomText(dice));
    case 'bool':
      return dice.pick(['true', 'false']);
    case 'arr':
      return `[${dice.times(0, 3, item).join(', ')}]`;
    case 'set':
      return dice.chance(0.2) ? 'set()' : `{${dice.times(1, 3, item).join(', ')}}`;
    case 'obj':
      return `{${TEXTS.key
        .filter(() => dice.chance(0.4))
        .map((key) => `"${key}": ${item()}`)
        .join(', ')}}`;
    default:
      return dice.chance(0.1) ? 'null' : constant(dice, dice.pick(TYPES), plain);
  }
}
