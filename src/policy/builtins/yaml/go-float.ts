/** `1_000.5`: underscores between digits, which Go allows in its literals. */
const FLOAT = /^[-+]?(?:[0-9]+(?:_[0-9]+)*)?(?:\.(?:[0-9]+(?:_[0-9]+)*)?)?(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** A decimal number as Go's ParseFloat reads it; undefined where it has no digits or is too large. */
export function parseGoFloat(text: string): number | undefined {
  if (!FLOAT.test(text) || !/^[-+]?\.?[0-9]/.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

/** From the first of these powers of ten to before the last one, Go's shortest form has no exponent. */
const PLAIN = [-4, 6] as const;

/** The shortest text that reads as the same number: `FormatFloat(value, 'g', -1, bits)` of Go, infinities as in YAML. */
export function shortestText(value: number, bits: 32 | 64): string {
  const rounded = bits === 32 ? Math.fround(value) : value;
  if (Object.is(rounded, -0)) return '-0';
  const number = bits === 32 ? shortestSingle(rounded) : rounded;
  if (Number.isNaN(number)) return '.nan';
  if (!Number.isFinite(number)) return number < 0 ? '-.inf' : '.inf';
  const [mantissa = '', power = ''] = number.toExponential().split('e');
  const exponent = Number(power);
  if (number === 0 || (exponent >= PLAIN[0] && exponent < PLAIN[1])) return String(number);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** The number of fewest digits that rounds to this one of 32 bits. */
function shortestSingle(single: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(single.toPrecision(digits));
    if (Math.fround(candidate) === single) return candidate;
  }
  return Number(single.toPrecision(9));
}
