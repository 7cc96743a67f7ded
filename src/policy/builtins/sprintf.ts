import { regoText } from '../rego-text.ts';
import { isNumber, numberText, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { integerFromText } from './go-format/integer.ts';
import { sprintf } from './go-format/sprintf.ts';
import { GoInteger, type GoValue } from './go-format/values.ts';
import { array, text } from './operands.ts';

/** `sprintf` (OPA: topdown/strings.go; Go: fmt). */
export const SPRINTF: Readonly<Record<string, Builtin>> = {
  sprintf: ([format, args], context) =>
    sprintf(text(format), array(args).map(argumentOf), () => context.checkDeadline()),
};

const INT64 = 1n << 63n;

/** As OPA hands it to fmt: what is neither a string nor a number is its text in Rego. */
function argumentOf(value: Value): GoValue {
  if (typeof value === 'string') return value;
  if (!isNumber(value)) return regoText(value);
  const digits = numberText(value);
  if (/[.eE]/.test(digits)) {
    const float = Number(digits);
    return Number.isFinite(float) ? float : digits;
  }
  const whole = integerFromText(digits);
  return new GoInteger(whole >= -INT64 && whole < INT64 ? 'int64' : '*big.Int', whole);
}
