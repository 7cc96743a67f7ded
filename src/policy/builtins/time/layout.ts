/**
 * A part of a layout: text that stands for itself, or an element of Go's reference time, Mon Jan 2 15:04:05 MST 2006,
 * by its spelling there. Of a fraction of a second `digits` tells how many.
 */
export interface LayoutPart {
  readonly text?: string;
  readonly element?: Element;
  readonly separator?: string;
  readonly digits?: number;
}

/** `.0` and `.9` are fractions of any length: all digits, and without trailing zeros. */
export type Element = (typeof ELEMENTS)[number] | '.0' | '.9';

/** In the order in which they are tried. */
const ELEMENTS = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '002',
  '15',
  '1',
  '2006',
  '2',
  '_2',
  '__2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-070000',
  '-07:00:00',
  '-0700',
  '-07:00',
  '-07',
  'Z070000',
  'Z07:00:00',
  'Z0700',
  'Z07:00',
  'Z07',
] as const;

/** Names that OPA takes for a layout. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', '2006-01-02T15:04:05Z07:00'],
  ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
]);

const BY_INITIAL = Map.groupBy(ELEMENTS, (element) => element.charAt(0));

/** The parts of a layout of Go's package time, or of one of OPA's names for such. */
export function partsOf(layout: string): LayoutPart[] {
  const source = NAMED.get(layout) ?? layout;
  const parts: LayoutPart[] = [];
  let from = 0;
  for (let at = 0; at < source.length; ) {
    const part = fractionAt(source, at) ?? elementAt(source, at);
    if (part === undefined) {
      at++;
      continue;
    }
    if (at > from) parts.push({ text: source.slice(from, at) });
    parts.push(part.part);
    at += part.length;
    from = at;
  }
  if (from < source.length) parts.push({ text: source.slice(from) });
  return parts;
}

interface Found {
  readonly part: LayoutPart;
  readonly length: number;
}

function elementAt(source: string, at: number): Found | undefined {
  const candidates = BY_INITIAL.get(source.charAt(at)) ?? [];
  const element = candidates.find((candidate) => source.startsWith(candidate, at) && !isLonger(source, at, candidate));
  return element && { part: { element }, length: element.length };
}

/** `Month` has no `Mon` in it, and in `_2006` the underscore stands for itself. */
function isLonger(source: string, at: number, element: string): boolean {
  if (element === 'Jan' || element === 'Mon') return /[a-z]/.test(source.charAt(at + 3));
  return element === '_2' && source.startsWith('2006', at + 1);
}

/** Go keeps the number of digits in twelve bits. */
const MAX_DIGITS = 0xfff;

/** A point or comma with zeros or nines behind it, and no other digit behind those. */
function fractionAt(source: string, at: number): Found | undefined {
  const separator = source.charAt(at);
  const digit = source.charAt(at + 1);
  if ((separator !== '.' && separator !== ',') || (digit !== '0' && digit !== '9')) return undefined;
  let end = at + 1;
  while (source.charAt(end) === digit) end++;
  if (/[0-9]/.test(source.charAt(end))) return undefined;
  return { part: { element: `.${digit}`, separator, digits: (end - at - 1) & MAX_DIGITS }, length: end - at };
}
