import { OperandError } from '../operands.ts';
import type { Scanner } from './scanner.ts';

/** How the digits of an offset are written, by the element of the layout without its first character. */
const OFFSETS: Readonly<Record<string, RegExp>> = {
  '07': /^([-+])([0-9]{2})$/,
  '0700': /^([-+])([0-9]{2})([0-9]{2})$/,
  '07:00': /^([-+])([0-9]{2}):([0-9]{2})$/,
  '070000': /^([-+])([0-9]{2})([0-9]{2})([0-9]{2})$/,
  '07:00:00': /^([-+])([0-9]{2}):([0-9]{2}):([0-9]{2})$/,
};

/** Seconds east of UTC from an offset that is written like the element of the layout. */
export function parseOffset(scanner: Scanner, element: string): number {
  const found = OFFSETS[element.slice(1)]?.exec(scanner.read(element.length));
  if (!found) throw new OperandError('an offset is needed');
  const [, sign, ...numbers] = found;
  const [hours = 0, minutes = 0, seconds = 0] = numbers.map(Number);
  // 24 hours and 60 minutes are let pass by Go, as people write them.
  if (hours > 24 || minutes > 60 || seconds > 60) throw new OperandError('the offset is out of range');
  return ((hours * 60 + minutes) * 60 + seconds) * (sign === '-' ? -1 : 1);
}

/** Passes what may be the abbreviation of a zone, and tells whether it is UTC. */
export function parseAbbreviation(scanner: Scanner): boolean {
  if (scanner.take('UTC')) return true;
  const next = scanner.peek(5);
  if (next.startsWith('ChST') || next.startsWith('MeST')) scanner.read(4);
  else if (scanner.take('GMT')) takeHours(scanner);
  else if (/^[-+]/.test(next)) {
    if (!takeHours(scanner)) throw new OperandError('an offset is needed');
  } else scanner.read(lettersOf(scanner.peek(6)));
  return false;
}

/** Three letters, or four or five that end in a T. */
function lettersOf(next: string): number {
  const letters = /^[A-Z]*/.exec(next)?.[0] ?? '';
  if (letters.length === 3 || letters === 'WITA') return letters.length;
  if ((letters.length === 4 || letters.length === 5) && letters.endsWith('T')) return letters.length;
  throw new OperandError('the abbreviation of a zone is needed');
}

/** Passes a sign and a number up to 23, if they are next. */
function takeHours(scanner: Scanner): boolean {
  return scanner.match(SIGNED_HOURS);
}

const SIGNED_HOURS = /[-+]0*(?:2[0-3]|1?[0-9])(?![0-9])/y;
