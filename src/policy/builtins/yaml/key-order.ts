const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const ZERO = 48;

/**
 * The order in which Go's YAML writes the keys of a mapping: numbers within them by their value, `a2` before `a10`, and
 * letters behind other characters, unless digits stand before (go-yaml: sorter.go).
 */
export function compareKeys(a: string, b: string): number {
  const at = firstDifference(a, b);
  if (at === Math.min(a.length, b.length)) return a.length - b.length;
  const [x, y] = [characterAt(a, at), characterAt(b, at)];
  const [xIsLetter, yIsLetter] = [LETTER.test(x), LETTER.test(y)];
  if (xIsLetter !== yIsLetter) return xIsLetter === isDigitBefore(a, at) ? -1 : 1;
  if (!xIsLetter) {
    const leading = (x === '0' || y === '0') && followsNumber(a, at) ? 1n : 0n;
    const [xNumber, yNumber] = [numberAt(a, at, leading), numberAt(b, at, leading)];
    if (xNumber.value !== yNumber.value) return xNumber.value < yNumber.value ? -1 : 1;
    if (xNumber.digits !== yNumber.digits) return xNumber.digits - yNumber.digits;
  }
  return codePoint(x) - codePoint(y);
}

/** Offset of the first character that is another one. */
function firstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at > 0 && at < length && isLow(a.charCodeAt(at)) && isHigh(a.charCodeAt(at - 1)) ? at - 1 : at;
}

/** Whether the digits before have one that is not zero. */
function followsNumber(text: string, at: number): boolean {
  for (let end = at; isDigitBefore(text, end); end -= characterBefore(text, end).length) {
    if (characterBefore(text, end) !== '0') return true;
  }
  return false;
}

function isDigitBefore(text: string, at: number): boolean {
  return DIGIT.test(characterBefore(text, at));
}

/** The number at this place, whose first digits may stand before it. It wraps at 64 bits. */
function numberAt(text: string, at: number, before: bigint): { value: bigint; digits: number } {
  let [value, digits] = [before, 0];
  for (let end = at; ; digits++) {
    const digit = characterAt(text, end);
    if (!DIGIT.test(digit)) return { value, digits };
    value = BigInt.asIntN(64, value * 10n + BigInt(codePoint(digit) - ZERO));
    end += digit.length;
  }
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
  const pair = at > 1 && isLow(text.charCodeAt(at - 1)) && isHigh(text.charCodeAt(at - 2));
  return text.slice(at - (pair ? 2 : 1), at);
}

function codePoint(character: string): number {
  return character.codePointAt(0) as number;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
