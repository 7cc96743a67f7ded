import { OperandError } from '../operands.ts';
import { formatMoment } from '../time/format.ts';
import { momentIn } from '../time/moment.ts';
import { type Parsed, parseInLayout } from '../time/parse.ts';

/** In which go-yaml takes a scalar for a time. */
const LAYOUTS = [
  '2006-1-2T15:4:5.999999999Z07:00',
  '2006-1-2t15:4:5.999999999Z07:00',
  '2006-1-2 15:4:5.999999999',
  '2006-1-2',
];

/** JSON has no offset of a day. */
const MAX_OFFSET = 24 * 3600;

/** A time, which is a text in JSON but no key. */
export class Timestamp {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whether go-yaml takes the scalar for a time. */
export function isTimestamp(text: string): boolean {
  return parsed(text) !== undefined;
}

/** The time that a scalar spells, as Go writes it in JSON. */
export function timestampOf(text: string): Timestamp {
  const time = parsed(text);
  if (time === undefined || Math.abs(time.offset) >= MAX_OFFSET) throw new OperandError('no time');
  const moment = momentIn(time.nanoseconds, { at: () => ({ offset: time.offset, abbreviation: '' }) });
  return new Timestamp(formatMoment(moment, 'RFC3339Nano'));
}

function parsed(text: string): Parsed | undefined {
  if (!/^[0-9]{4}-/.test(text)) return undefined;
  for (const layout of LAYOUTS) {
    try {
      return parseInLayout(layout, text);
    } catch {
      // Another layout may fit.
    }
  }
  return undefined;
}
