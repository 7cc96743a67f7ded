import { bytesOf, textOf } from '../../bytes.ts';
import { printedAll } from '../go-format/print.ts';
import { sprintf } from '../go-format/sprintf.ts';
import { GoInteger, GoJsonNumber, type GoValue, isMap, isSlice } from '../go-format/values.ts';
import { escapeQuery } from '../go-url.ts';
import { OperandError } from '../operands.ts';
import { equals, isLess } from './comparisons.ts';
import { escapeHtml, escapeScript } from './escapes.ts';

/** A value of a template: what fmt prints, or nothing at all, as for a key that an object does not have. */
export type TemplateValue = GoValue | undefined;

/** A function that a template may call (Go: text/template/funcs.go). */
export interface TemplateFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  /** Whether the first argument has to be a string. */
  readonly format?: boolean;
  readonly call: (args: readonly TemplateValue[], checkDeadline: () => void) => TemplateValue;
}

const ANY = Number.POSITIVE_INFINITY;

/** All but `and` and `or`, which look at their arguments one by one, and `call`, for which there is nothing to call. */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  eq: { arity: [1, ANY], call: ([a, ...others]) => equals(a, others) },
  ne: { arity: [2, 2], call: ([a, b]) => !equals(a, [b]) },
  lt: { arity: [2, 2], call: ([a, b]) => isLess(a, b) },
  le: { arity: [2, 2], call: ([a, b]) => isLess(a, b) || equals(a, [b]) },
  gt: { arity: [2, 2], call: ([a, b]) => !isLess(a, b) && !equals(a, [b]) },
  ge: { arity: [2, 2], call: ([a, b]) => !isLess(a, b) },
  html: { arity: [0, ANY], call: (args) => escapeHtml(joined(args)) },
  index: { arity: [1, ANY], call: ([item, ...keys]) => keys.reduce(memberOf, present(item)) },
  js: { arity: [0, ANY], call: (args) => escapeScript(joined(args)) },
  len: { arity: [1, 1], call: ([item]) => integer(lengthOf(item)) },
  not: { arity: [1, 1], call: ([item]) => !isTrue(item) },
  print: { arity: [0, ANY], call: (args) => printedAll(args.map(orNil)) },
  printf: {
    arity: [1, ANY],
    format: true,
    call: ([format, ...args], checkDeadline) => sprintf(format as string, args.map(orNil), checkDeadline),
  },
  println: { arity: [0, ANY], call: (args) => `${args.map((item) => printedAll([orNil(item)])).join(' ')}\n` },
  slice: { arity: [1, ANY], call: ([item, ...bounds]) => part(item, bounds) },
  urlquery: { arity: [0, ANY], call: (args) => escapeQuery(joined(args)) },
};

/** Whether a condition holds: it is not zero, not empty and not nil. A number of the data is text, and so always is. */
export function isTrue(value: TemplateValue): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (value instanceof GoInteger) return value.value !== 0n;
  return isMap(value) ? value.size > 0 : lengthOf(value) > 0;
}

export function integer(value: number): GoInteger {
  return new GoInteger('int', BigInt(value));
}

function orNil(value: TemplateValue): GoValue {
  return value ?? null;
}

/** The text of the arguments of an escaping function. */
function joined(args: readonly TemplateValue[]): string {
  return printedAll(args.map((item) => item ?? '<no value>'));
}

function present(item: TemplateValue): GoValue {
  if (item === undefined || item === null) throw new OperandError('there is nothing to look into');
  return item;
}

function lengthOf(item: TemplateValue): number {
  if (item === undefined || item === null) throw new OperandError('nothing has no length');
  if (isMap(item)) return item.size;
  if (isSlice(item)) return item.length;
  return bytesOf(textIn(item)).length;
}

/** The text of a string, or of a number of the data, which is one too. */
function textIn(item: GoValue): string {
  if (typeof item === 'string') return item;
  if (item instanceof GoJsonNumber) return item.text;
  throw new OperandError('the value has no length and no parts');
}

function memberOf(item: TemplateValue, key: TemplateValue): TemplateValue {
  const whole = present(item);
  if (isMap(whole)) {
    if (typeof key !== 'string') throw new OperandError('a key is a string');
    return whole.get(key) ?? null;
  }
  if (isSlice(whole)) return whole[offset(key, whole.length - 1)] as GoValue;
  const bytes = bytesOf(textIn(whole));
  return new GoInteger('uint8', BigInt(bytes[offset(key, bytes.length - 1)] as number));
}

function offset(value: TemplateValue, most: number): number {
  if (!(value instanceof GoInteger) || value.value < 0n || value.value > most) throw new OperandError('no such index');
  return Number(value.value);
}

/** A part of a string or a list; a third bound limits what a list could grow to, which nothing of a template sees. */
function part(item: TemplateValue, bounds: readonly TemplateValue[]): TemplateValue {
  const whole = present(item);
  if (isMap(whole)) throw new OperandError('an object has no order');
  const length = lengthOf(whole);
  const [from = 0, to = length, most = length] = bounds.map((bound) => offset(bound, length));
  if (bounds.length > (isSlice(whole) ? 3 : 2) || from > to || to > most) throw new OperandError('no such part');
  if (isSlice(whole)) return whole.slice(from, to);
  const text = textOf(bytesOf(textIn(whole)).subarray(from, to));
  return whole instanceof GoJsonNumber ? new GoJsonNumber(text) : text;
}
