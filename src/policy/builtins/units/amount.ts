import { LimitExceeded } from '../../faults.ts';
import { OperandError } from '../operands.ts';

/** A number in decimal: an integer times a power of ten, which is 1 for zero. */
export interface Amount {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
}

/** Most digits that a number is written or computed with. */
const MAX_DIGITS = 1 << 15;

/** OPA takes no exponent of more digits. */
const MAX_EXPONENT_DIGITS = 6;

const NUMBER = /^([-+]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]+))?$/;

/** A number before its unit, and the unit (OPA: topdown/parse_bytes.go). */
export function splitUnit(text: string): { readonly amount: Amount; readonly unit: string } {
  if (text.includes(' ')) throw new OperandError('spaces are not allowed');
  const end = unitStart(text);
  const [, sign, whole = '', fraction = '', power = '0'] = NUMBER.exec(text.slice(0, end)) ?? [];
  if (whole + fraction === '') throw new OperandError('a number is needed');
  const length = whole.length + fraction.length;
  if (length > MAX_DIGITS) throw tooManyDigits();
  const digits = BigInt(whole + fraction);
  const exponent = digits === 0n ? 0 : Number(power) - fraction.length;
  if (length + exponent > MAX_DIGITS) throw tooManyDigits();
  return { amount: { negative: sign === '-', digits, exponent }, unit: text.slice(end) };
}

/** Offset of the first character that is of no number: an `e` begins a unit where no exponent follows it. */
function unitStart(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (/[eE]/.test(character)) {
      const exponent = /^[-+]?([0-9]*)/.exec(text.slice(i + 1, i + 3 + MAX_EXPONENT_DIGITS));
      if (exponent?.[0] === '' || exponent?.[1] === undefined) return i;
      if (exponent[1].length > MAX_EXPONENT_DIGITS) throw new OperandError('the exponent is too large');
    } else if (!/[-+.0-9]/.test(character)) return i;
  }
  return text.length;
}

function tooManyDigits(): LimitExceeded {
  return new LimitExceeded('a quantity has too many digits');
}
