import { LimitExceeded } from '../../faults.ts';

/** What stands between `%` and the verb. */
export interface Flags {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v`, of which no value that OPA prints takes notice but a `*big.Int`. */
  readonly plusV: boolean;
  /** `%#v`: as Go source. */
  readonly sharpV: boolean;
  /** Least number of characters. */
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export const PLAIN: Flags = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
};

/** Longest text that is made, characters: widths, precisions and how often an argument is printed may come from a client. */
export const MAX_TEXT = 4 << 20;

/** @throws LimitExceeded where `length` is more than a text may have */
export function checkLength(length: number): void {
  if (length > MAX_TEXT) throw new LimitExceeded('a text would be formatted to more than 4 Mi characters');
}

/** @throws LimitExceeded */
export function repeated(character: string, count: number): string {
  checkLength(count);
  return count > 0 ? character.repeat(count) : '';
}

/** The text in its width. */
export function padded(text: string, { width = 0, minus, zero }: Flags): string {
  if (width === 0) return text;
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  if (minus) return text + repeated(' ', missing);
  return repeated(zero ? '0' : ' ', missing) + text;
}

/** Characters of a text: code points, and each byte that is no UTF-8. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 1; i < text.length; i++) {
    if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) length--;
  }
  return length;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
