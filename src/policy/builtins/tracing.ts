import { regoText } from '../rego-text.ts';
import { isNumber, RegoSet, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { array, OperandError, text } from './operands.ts';

/**
 * `trace`, what OPA's compiler makes of `print` (topdown/print.go), and of the cases of a test. All are true: what they
 * are for is the line that they print.
 */
export const TRACING: Readonly<Record<string, Builtin>> = {
  trace: ([note], context) => {
    context.print(text(note));
    return true;
  },
  'internal.print': ([operands], context) => {
    const columns = array(operands).map(columnOf);
    for (const line of lines(columns)) {
      context.checkDeadline();
      context.print(line);
    }
    return true;
  },
  'internal.test_case': () => true,
};

/** What an operand prints: an operand of `print` is a set of the values that it has; none is undefined. */
function columnOf(operand: Value): readonly string[] {
  if (operand instanceof RegoSet) return operand.size === 0 ? ['<undefined>'] : operand.sorted().map(plainText);
  if (operand === null || typeof operand === 'string' || typeof operand === 'boolean' || isNumber(operand)) {
    return [plainText(operand)];
  }
  throw new OperandError('a set is needed');
}

function plainText(value: Value): string {
  return typeof value === 'string' ? value : regoText(value);
}

/** A line for each way to take one value of each operand; the last operand changes first. */
function* lines(columns: readonly (readonly string[])[], before: readonly string[] = []): Generator<string> {
  const [column, ...others] = columns;
  if (column === undefined) yield before.join(' ');
  else for (const value of column) yield* lines(others, [...before, value]);
}
