import { bytesOf } from '../../bytes.ts';
import { GoInteger, GoJsonNumber, type GoValue, isMap, isSlice } from '../go-format/values.ts';
import { OperandError } from '../operands.ts';

type Operand = GoValue | undefined;

/** Whether a value equals one of the others (Go: text/template/funcs.go). Numbers of the data are strings to it. */
export function equals(value: Operand, others: readonly Operand[]): boolean {
  if (others.length === 0) throw new OperandError('nothing to compare with');
  return others.some((other) => equal(value, other));
}

function equal(a: Operand, b: Operand): boolean {
  const [x, y] = [basic(a), basic(b)];
  if (x !== undefined && y !== undefined) {
    if (kindOf(x) !== kindOf(y)) throw incomparable();
    return Buffer.isBuffer(x) && Buffer.isBuffer(y) ? x.equals(y) : x === y;
  }
  const [nilA, nilB] = [isNil(a), isNil(b)];
  if (nilA || nilB) return nilA === nilB;
  // Lists and objects are not compared.
  throw incomparable();
}

/** Whether a value is less than another one of its kind: numbers, and strings by their bytes. */
export function isLess(a: Operand, b: Operand): boolean {
  const [x, y] = [basic(a), basic(b)];
  if (x === undefined || y === undefined || kindOf(x) !== kindOf(y) || typeof x === 'boolean') throw incomparable();
  return Buffer.isBuffer(x) && Buffer.isBuffer(y) ? Buffer.compare(x, y) < 0 : x < y;
}

/** What a value is compared by; undefined for lists, objects and nil. */
function basic(value: Operand): boolean | number | bigint | Buffer | undefined {
  if (value === undefined || value === null || isMap(value) || isSlice(value)) return undefined;
  if (typeof value === 'string') return bytesOf(value);
  if (value instanceof GoJsonNumber) return bytesOf(value.text);
  return value instanceof GoInteger ? value.value : value;
}

function kindOf(value: boolean | number | bigint | Buffer): string {
  return typeof value;
}

function isNil(value: Operand): boolean {
  return value === undefined || value === null;
}

function incomparable(): OperandError {
  return new OperandError('values of these types are not compared');
}
