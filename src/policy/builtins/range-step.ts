import { LimitExceeded } from '../faults.ts';
import { numberFromInteger, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { integer, OperandError } from './operands.ts';

/** `numbers.range_step` (OPA: topdown/numbers.go). */
export const RANGE_STEP: Readonly<Record<string, Builtin>> = {
  'numbers.range_step': ([from, to, step], context) =>
    range(integer(from), integer(to), integer(step), () => context.checkDeadline()),
};

/** Most numbers of a range: the bounds may come from a client. */
const MAX_LENGTH = 1n << 20n;

/** Numbers between two looks at the clock. */
const PATIENCE = 4096;

function range(from: bigint, to: bigint, step: bigint, checkDeadline: () => void): Value {
  if (step <= 0n) throw new OperandError('the step must be positive');
  const down = from > to;
  const last = (down ? from - to : to - from) / step;
  if (last >= MAX_LENGTH) throw new LimitExceeded('numbers.range_step would give more than 1 Mi numbers');
  const numbers: Value[] = [];
  for (let i = 0n; i <= last; i++) {
    if (numbers.length % PATIENCE === 0) checkDeadline();
    numbers.push(numberFromInteger(down ? from - i * step : from + i * step));
  }
  return numbers;
}
