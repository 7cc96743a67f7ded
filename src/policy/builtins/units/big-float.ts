/** A positive number of Go's math/big.Float: an integer times a power of two. */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** Rounded to `bits` of mantissa, half to even; `inexact` says that a bit follows that the mantissa does not have. */
export function roundTo(bits: number, { mantissa, exponent }: BigFloat, inexact = false): BigFloat {
  const extra = bitLength(mantissa) - bits;
  if (extra <= 0) return { mantissa, exponent };
  const shift = BigInt(extra);
  const kept = mantissa >> shift;
  const rest = mantissa & ((1n << shift) - 1n);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (inexact || (kept & 1n) === 1n));
  return { mantissa: up ? kept + 1n : kept, exponent: exponent + extra };
}

export function multiply(bits: number, a: BigFloat, b: BigFloat): BigFloat {
  return roundTo(bits, { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent });
}

export function divide(bits: number, a: BigFloat, b: BigFloat): BigFloat {
  // Two bits more than are kept, so that the remainder can only break a tie.
  const shift = Math.max(bits + 2 + bitLength(b.mantissa) - bitLength(a.mantissa), 0);
  const numerator = a.mantissa << BigInt(shift);
  const quotient = { mantissa: numerator / b.mantissa, exponent: a.exponent - shift - b.exponent };
  return roundTo(bits, quotient, numerator % b.mantissa !== 0n);
}

/** The largest power of five that fits in 64 bits. */
const MAX_EXACT = 27;

/** A power of five as math/big makes it: rounded at each step. */
export function powerOfFive(bits: number, power: number): BigFloat {
  let result: BigFloat = { mantissa: 5n ** BigInt(Math.min(power, MAX_EXACT)), exponent: 0 };
  let square: BigFloat = { mantissa: 5n, exponent: 0 };
  for (let left = power - MAX_EXACT; left > 0; left >>= 1) {
    if (left & 1) result = multiply(bits, result, square);
    square = multiply(bits + 64, square, square);
  }
  return result;
}

/** Without its fraction. */
export function integerPart({ mantissa, exponent }: BigFloat): bigint {
  return exponent < 0 ? mantissa >> BigInt(-exponent) : mantissa << BigInt(exponent);
}

function bitLength(integer: bigint): number {
  return integer.toString(2).length;
}
