import { OperandError } from '../operands.ts';
import { daysIn, daysOf, isLeap } from './calendar.ts';
import { type LayoutPart, partsOf } from './layout.ts';
import { SECOND } from './nanoseconds.ts';
import { type Fields, parseElement } from './parse-element.ts';
import { Scanner } from './scanner.ts';

/**
 * Nanoseconds since 1970 of a text in a layout of Go's package time (`time.Parse`). Without a zone it is UTC. Of the
 * abbreviation of a zone only UTC says what the offset is; with any other one the time is taken for UTC too, as Go does
 * where its own zone is UTC.
 */
export function parseMoment(layout: string, text: string): bigint {
  return parseInLayout(layout, text).nanoseconds;
}

/** A time that was parsed. */
export interface Parsed {
  /** Since 1970 UTC. */
  readonly nanoseconds: bigint;
  /** Seconds east of UTC, as the text has it. */
  readonly offset: number;
}

/** The same with the offset. */
export function parseInLayout(layout: string, text: string): Parsed {
  const fields: Fields = { year: 0, hour: 0, minute: 0, second: 0, fraction: 0 };
  const scanner = new Scanner(text);
  const parts = partsOf(layout);
  for (const [index, part] of parts.entries()) {
    if (part.text !== undefined) skip(scanner, part.text);
    else parseElement(scanner, part, fields, isFraction(nextElement(parts, index)));
  }
  if (!scanner.atEnd) throw new OperandError('there is more text than the layout has');
  const offset = offsetOf(fields);
  return { nanoseconds: nanosecondsOf(fields, offset), offset };
}

function nextElement(parts: readonly LayoutPart[], index: number): LayoutPart | undefined {
  const next = parts[index + 1];
  return next?.text === undefined ? next : parts[index + 2];
}

function isFraction(part: LayoutPart | undefined): boolean {
  return part?.element === '.0' || part?.element === '.9';
}

/** Passes the text of a layout, where any number of spaces is as good as any other, and as none at the end. */
function skip(scanner: Scanner, text: string): void {
  for (const [run] of text.matchAll(/ +|[^ ]+/g)) {
    if (!run.startsWith(' ')) scanner.expect(run);
    else if (!scanner.atEnd && !scanner.take(' ')) throw new OperandError('a space is needed');
    else scanner.takeWhile(' ');
  }
}

/** Go takes the offset of one second west for none at all. */
function offsetOf({ utc, offset = 0 }: Fields): number {
  return utc || offset === -1 ? 0 : offset;
}

function nanosecondsOf(fields: Fields, offset: number): bigint {
  const { year, minute, second, fraction } = fields;
  const { month, day } = dateOf(fields);
  if (day < 1 || day > daysIn(year, month)) throw new OperandError('the month has no such day');
  const minutes = (daysOf({ year, month, day }) * 24 + hourOf(fields)) * 60 + minute;
  const seconds = minutes * 60 + second - offset;
  return BigInt(seconds) * SECOND + BigInt(fraction);
}

function hourOf({ hour, half }: Fields): number {
  if (half === 'pm' && hour < 12) return hour + 12;
  return half === 'am' && hour === 12 ? 0 : hour;
}

function dateOf({ year, month, day, dayOfYear }: Fields): { month: number; day: number } {
  if (dayOfYear === undefined) return { month: month ?? 1, day: day ?? 1 };
  if (dayOfYear < 1 || dayOfYear > (isLeap(year) ? 366 : 365)) throw new OperandError('the year has no such day');
  const found = { month: 1, day: dayOfYear };
  for (; found.day > daysIn(year, found.month); found.month++) found.day -= daysIn(year, found.month);
  if ((month ?? found.month) !== found.month || (day ?? found.day) !== found.day) {
    throw new OperandError('the day of the year is another one');
  }
  return found;
}
