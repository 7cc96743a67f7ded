import { randomBytes } from 'node:crypto';
import { integerOf, isNumber, numberFromInteger, numberText, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { OperandError, text } from './operands.ts';

/** `rand.intn` (OPA: topdown/numbers.go): one number for a name and a bound within an evaluation. */
export const RANDOM: Readonly<Record<string, Builtin>> = {
  'rand.intn': ([name, bound], context) => {
    const below = boundOf(bound);
    const args = [text(name), numberFromInteger(below)];
    if (below === 0n) return 0;
    return context.once('rand.intn', args, () => numberFromInteger(random() % below));
  },
};

const MAX_INT64 = (1n << 63n) - 1n;

/** Its magnitude. OPA takes no exponent here, and at most 19 characters. */
function boundOf(value: Value | undefined): bigint {
  if (value === undefined || !isNumber(value) || !/^-?[0-9.]{1,19}$/.test(numberText(value))) {
    throw new OperandError('an integer is needed');
  }
  const whole = integerOf(value);
  if (whole === undefined || whole > MAX_INT64 || whole < -MAX_INT64) throw new OperandError('an integer is needed');
  return whole < 0n ? -whole : whole;
}

/** 128 random bits: so many that the rest of a division by 63 bits is even. */
function random(): bigint {
  return BigInt(`0x${randomBytes(16).toString('hex')}`);
}
