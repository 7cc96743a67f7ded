import { numberFromInteger } from '../../value.ts';
import type { Builtin } from '../builtin.ts';
import { currentTime } from '../now.ts';
import { isArray, text } from '../operands.ts';
import { addDate } from './add-date.ts';
import { weekdayOf } from './calendar.ts';
import { difference } from './difference.ts';
import { parseDuration } from './duration.ts';
import { formatMoment } from './format.ts';
import { momentOf } from './moment.ts';
import { WEEKDAYS } from './names.ts';
import { intOf, nanosecondsValue } from './nanoseconds.ts';
import { parseMoment } from './parse.ts';

const DEFAULT_LAYOUT = 'RFC3339Nano';

/** Time (OPA: topdown/time.go), with the layouts and the calendar of Go's package time. */
export const TIME: Readonly<Record<string, Builtin>> = {
  'time.now_ns': (_, context) => numberFromInteger(currentTime(context)),
  'time.parse_ns': ([layout, spelled]) => nanosecondsValue(parseMoment(text(layout), text(spelled))),
  'time.parse_rfc3339_ns': ([spelled]) => nanosecondsValue(parseMoment('RFC3339', text(spelled))),
  'time.parse_duration_ns': ([spelled]) => nanosecondsValue(parseDuration(text(spelled))),
  'time.format': ([operand]) => {
    const layout = isArray(operand) ? operand[2] : undefined;
    return formatMoment(momentOf(operand), text(layout ?? '') || DEFAULT_LAYOUT);
  },
  'time.date': ([operand]) => {
    const { year, month, day } = momentOf(operand).date;
    return [year, month, day];
  },
  'time.clock': ([operand]) => {
    const { hour, minute, second } = momentOf(operand);
    return [hour, minute, second];
  },
  'time.weekday': ([operand]) => WEEKDAYS[weekdayOf(momentOf(operand).days)],
  'time.add_date': ([operand, years, months, days]) => {
    const amount = { years: intOf(years), months: intOf(months), days: intOf(days) };
    return nanosecondsValue(addDate(momentOf(operand), amount));
  },
  'time.diff': ([one, other]) => difference(momentOf(one), momentOf(other)),
};
