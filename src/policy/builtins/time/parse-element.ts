import { OperandError } from '../operands.ts';
import type { LayoutPart } from './layout.ts';
import { MONTHS, WEEKDAYS } from './names.ts';
import { parseAbbreviation, parseOffset } from './parse-zone.ts';
import type { Scanner } from './scanner.ts';

/** What was read of a time so far. */
export interface Fields {
  year: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour: number;
  half?: 'am' | 'pm';
  minute: number;
  second: number;
  /** Nanoseconds. */
  fraction: number;
  /** Seconds east of UTC. */
  offset?: number;
  /** Whether the text says that it is UTC, whatever it says of an offset. */
  utc?: boolean;
}

const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));
const SHORT_WEEKDAYS = WEEKDAYS.map((name) => name.slice(0, 3));

/** Two-digit years from this one on belong to the twentieth century. */
const PIVOT = 69;

/**
 * Reads one element of a layout.
 *
 * @param fractionFollows whether the layout's next element is a fraction of the second
 */
export function parseElement(scanner: Scanner, part: LayoutPart, fields: Fields, fractionFollows: boolean): void {
  switch (part.element) {
    case '2006':
      fields.year = fixedNumber(scanner, 4);
      break;
    case '06':
      fields.year = century(signedNumber(scanner.read(2)));
      break;
    case 'January':
      fields.month = name(scanner, MONTHS) + 1;
      break;
    case 'Jan':
      fields.month = name(scanner, SHORT_MONTHS) + 1;
      break;
    case '01':
    case '1':
      fields.month = within(number(scanner, part.element), 1, 12);
      break;
    case 'Monday':
      name(scanner, WEEKDAYS);
      break;
    case 'Mon':
      name(scanner, SHORT_WEEKDAYS);
      break;
    case '_2':
      scanner.take(' ');
      fields.day = number(scanner, '2');
      break;
    case '02':
    case '2':
      fields.day = number(scanner, part.element);
      break;
    case '__2':
      if (scanner.take(' ')) scanner.take(' ');
      fields.dayOfYear = digits(scanner, 1, 3);
      break;
    case '002':
      fields.dayOfYear = digits(scanner, 3, 3);
      break;
    case '15':
      fields.hour = within(digits(scanner, 1, 2), 0, 23);
      break;
    case '03':
    case '3':
      fields.hour = within(number(scanner, part.element), 0, 12);
      break;
    case '04':
    case '4':
      fields.minute = within(number(scanner, part.element), 0, 59);
      break;
    case '05':
    case '5':
      fields.second = within(number(scanner, part.element), 0, 59);
      if (/^[.,][0-9]/.test(scanner.peek(2)) && !fractionFollows) fields.fraction = fraction(scanner);
      break;
    case 'PM':
    case 'pm':
      fields.half = half(scanner.read(2), part.element);
      break;
    case 'MST':
      if (parseAbbreviation(scanner)) fields.utc = true;
      break;
    case '.0':
      fields.fraction = fixedFraction(scanner.read(1 + (part.digits as number)));
      break;
    case '.9':
      if (/^[.,][0-9]/.test(scanner.peek(2))) fields.fraction = fraction(scanner);
      break;
    default:
      if (part.element?.startsWith('Z') && scanner.take('Z')) fields.utc = true;
      else fields.offset = parseOffset(scanner, part.element as string);
  }
}

/** One or two digits; two where the layout begins with a zero. */
function number(scanner: Scanner, element: string): number {
  return digits(scanner, element.length, 2);
}

function digits(scanner: Scanner, minimum: number, maximum: number): number {
  const found = scanner.digits(maximum);
  if (found.length < minimum) throw new OperandError('a number is needed');
  return Number(found);
}

function fixedNumber(scanner: Scanner, length: number): number {
  return digits(scanner, length, length);
}

function within(value: number, least: number, most: number): number {
  if (value < least || value > most) throw new OperandError('the number is out of range');
  return value;
}

/** Go reads these with a sign, where there is one. */
function signedNumber(text: string): number {
  if (!/^[-+]?[0-9]*$/.test(text)) throw new OperandError('a number is needed');
  return Number(text.replace(/^\+/, '')) || 0;
}

function century(year: number): number {
  return year + (year >= PIVOT ? 1900 : 2000);
}

function name(scanner: Scanner, names: readonly string[]): number {
  const index = names.findIndex((candidate) => isSame(scanner.peek(candidate.length), candidate));
  const found = names[index];
  if (found === undefined) throw new OperandError('a name is needed');
  scanner.read(found.length);
  return index;
}

/** In any case of ASCII letters. */
function isSame(text: string, expected: string): boolean {
  return /^[A-Za-z]+$/.test(text) && text.toLowerCase() === expected.toLowerCase();
}

function half(text: string, element: 'PM' | 'pm'): 'am' | 'pm' {
  const lower = text.toLowerCase();
  if ((lower !== 'am' && lower !== 'pm') || (element === 'PM' ? lower.toUpperCase() : lower) !== text) {
    throw new OperandError('AM or PM is needed');
  }
  return lower;
}

/** Any number of digits behind a point or comma; those beyond nanoseconds are cut. */
function fraction(scanner: Scanner): number {
  scanner.read(1);
  return Number(scanner.digits(Number.POSITIVE_INFINITY).slice(0, 9).padEnd(9, '0'));
}

/** As many digits as the layout has. */
function fixedFraction(text: string): number {
  if (!/^[.,]/.test(text)) throw new OperandError('a fraction is needed');
  const kept = text.slice(1, 10);
  const value = signedNumber(kept);
  if (value < 0) throw new OperandError('the fraction is out of range');
  return value * 10 ** (9 - kept.length);
}
