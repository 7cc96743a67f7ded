/** A float64 as an integer times a power of two. */
export interface Binary {
  readonly negative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
}

const IMPLICIT = 1n << 52n;
const view = new DataView(new ArrayBuffer(8));

/** The parts of a finite number. */
export function binaryOf(value: number): Binary {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n !== 0n;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & (IMPLICIT - 1n);
  if (exponent === 0) return { negative, mantissa: fraction, exponent: -1074 };
  return { negative, mantissa: fraction | IMPLICIT, exponent: exponent - 1075 };
}

/** `4503599627370496p-52`, without the sign. */
export function binaryText({ mantissa, exponent }: Binary): string {
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** Bits behind the point of the one digit before it. */
const POINT = 60n;

/** `0x1.8p+01`, without the sign; with a precision, so many digits behind the point, rounded to even. */
export function hexText({ mantissa, exponent }: Binary, precision: number | undefined): string {
  let [bits, power] = normalized(mantissa, exponent);
  if (precision !== undefined && precision < 15) {
    const cut = POINT - BigInt(precision * 4);
    const rest = bits & ((1n << cut) - 1n);
    let kept = bits >> cut;
    const half = 1n << (cut - 1n);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
    bits = kept << cut;
    if (bits >> (POINT + 1n) !== 0n) {
      bits >>= 1n;
      power++;
    }
  }
  const all = (bits & ((1n << POINT) - 1n)).toString(16).padStart(15, '0');
  const digits = precision === undefined ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  const sign = power < 0 ? '-' : '+';
  return `0x${bits >> POINT}${digits && `.${digits}`}p${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The mantissa with its highest bit at POINT, and the power of two of that bit. */
function normalized(mantissa: bigint, exponent: number): [bigint, number] {
  if (mantissa === 0n) return [0n, 0];
  const length = mantissa.toString(2).length;
  return [mantissa << (POINT + 1n - BigInt(length)), exponent + length - 1];
}
