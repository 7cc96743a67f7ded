import { civilOf, daysIn, daysOf, weekdayOf } from './calendar.ts';
import { parseType, type ZoneType } from './zone-type.ts';

/** What holds in a zone after its last known transition. Seconds since 1970 UTC. */
export type ZoneRule = (seconds: number) => ZoneType;

/** When a year's clocks change: on the n-th such day of the week of a month, the fifth being the last one. */
interface Change {
  readonly month: number;
  readonly week: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Seconds of local time since that day began. */
  readonly time: number;
}

const DAY = 86_400;

/** From `offset name`, or `offset name,offset name,change,change`: winter, summer, begin and end of summer. */
export function parseRule(text: string): ZoneRule {
  const [standard, summer, begin, end] = text.split(',');
  const winterType = parseType(standard);
  if (summer === undefined) return () => winterType;
  const summerType = parseType(summer);
  const [toSummer, toWinter] = [parseChange(begin), parseChange(end)];
  return (seconds) => {
    const { year } = civilOf(Math.floor(seconds / DAY));
    const summerBegins = instantOf(year, toSummer) - winterType.offset;
    const summerEnds = instantOf(year, toWinter) - summerType.offset;
    if (summerBegins < summerEnds) return seconds >= summerBegins && seconds < summerEnds ? summerType : winterType;
    return seconds >= summerEnds && seconds < summerBegins ? winterType : summerType;
  };
}

function parseChange(text = ''): Change {
  const [month, week, weekday, time = ''] = text.split(' ');
  return { month: Number(month), week: Number(week), weekday: Number(weekday), time: Number.parseInt(time, 36) };
}

/** Seconds from 1970 to the change, both in local time. */
function instantOf(year: number, { month, week, weekday, time }: Change): number {
  const first = daysOf({ year, month, day: 1 });
  let day = 1 + ((weekday - weekdayOf(first) + 7) % 7);
  for (let i = 1; i < week && day + 7 <= daysIn(year, month); i++) day += 7;
  return (first + day - 1) * DAY + time;
}
