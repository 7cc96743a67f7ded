import { daysIn } from './calendar.ts';
import { type Moment, momentIn } from './moment.ts';

/**
 * Years, months, days, hours, minutes and seconds between two moments, whichever is the earlier one, on the clocks of
 * the first one's zone (OPA: topdown/time.go).
 */
export function difference(one: Moment, other: Moment): number[] {
  const same = momentIn(other.nanoseconds, one.zone);
  const [from, to] = one.nanoseconds > same.nanoseconds ? [same, one] : [one, same];
  const units = [
    to.date.year - from.date.year,
    to.date.month - from.date.month,
    to.date.day - from.date.day,
    to.hour - from.hour,
    to.minute - from.minute,
    to.second - from.second,
  ];
  const sizes = [0, 12, daysIn(from.date.year, from.date.month), 24, 60, 60];
  for (let unit = units.length - 1; unit > 0; unit--) {
    if ((units[unit] as number) >= 0) continue;
    units[unit] = (units[unit] as number) + (sizes[unit] as number);
    units[unit - 1] = (units[unit - 1] as number) - 1;
  }
  return units;
}
