import { dayOfYear, weekdayOf } from './calendar.ts';
import { type LayoutPart, partsOf } from './layout.ts';
import type { Moment } from './moment.ts';
import { MONTHS, WEEKDAYS } from './names.ts';

/** A moment in a layout of Go's package time (`Time.Format`). */
export function formatMoment(moment: Moment, layout: string): string {
  let text = '';
  for (const part of partsOf(layout)) text += part.text ?? elementText(moment, part);
  return text;
}

function elementText(moment: Moment, part: LayoutPart): string {
  const { date, days, hour, minute, second, type } = moment;
  switch (part.element) {
    case '2006':
      return padded(date.year, 4);
    case '06':
      return padded(date.year % 100, 2);
    case 'January':
      return MONTHS[date.month - 1] as string;
    case 'Jan':
      return (MONTHS[date.month - 1] as string).slice(0, 3);
    case '01':
      return padded(date.month, 2);
    case '1':
      return String(date.month);
    case 'Monday':
      return WEEKDAYS[weekdayOf(days)] as string;
    case 'Mon':
      return (WEEKDAYS[weekdayOf(days)] as string).slice(0, 3);
    case '02':
      return padded(date.day, 2);
    case '_2':
      return String(date.day).padStart(2);
    case '2':
      return String(date.day);
    case '002':
      return padded(dayOfYear(date), 3);
    case '__2':
      return String(dayOfYear(date)).padStart(3);
    case '15':
      return padded(hour, 2);
    case '03':
      return padded(hour % 12 || 12, 2);
    case '3':
      return String(hour % 12 || 12);
    case '04':
      return padded(minute, 2);
    case '4':
      return String(minute);
    case '05':
      return padded(second, 2);
    case '5':
      return String(second);
    case 'PM':
      return hour < 12 ? 'AM' : 'PM';
    case 'pm':
      return hour < 12 ? 'am' : 'pm';
    case 'MST':
      return type.abbreviation;
    case '.0':
    case '.9':
      return fractionText(moment.fraction, part);
    default:
      return offsetText(type.offset, part.element as string);
  }
}

function fractionText(fraction: number, { element, separator, digits }: LayoutPart): string {
  const kept = padded(fraction, 9).slice(0, digits);
  if (element === '.0') return `${separator}${kept}`;
  const trimmed = kept.replace(/0+$/, '');
  return trimmed === '' ? '' : `${separator}${trimmed}`;
}

/** Seconds east of UTC as `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00`; with a `Z` in front UTC is just that. */
function offsetText(offset: number, element: string): string {
  if (offset === 0 && element.startsWith('Z')) return 'Z';
  const minutes = Math.trunc(offset / 60);
  const colon = element.includes(':') ? ':' : '';
  let text = (minutes < 0 ? '-' : '+') + padded(Math.trunc(Math.abs(minutes) / 60), 2);
  if (element.length > 3) text += colon + padded(Math.abs(minutes) % 60, 2);
  // As in Go, less than a minute west of UTC has its sign at the seconds.
  if (element.length > 6) text += colon + padded((minutes < 0 ? -offset : offset) % 60, 2);
  return text;
}

/** With zeros up to the width, which does not count the sign. */
function padded(number: number, width: number): string {
  return (number < 0 ? '-' : '') + String(Math.abs(number)).padStart(width, '0');
}
