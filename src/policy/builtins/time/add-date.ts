import { OperandError } from '../operands.ts';
import type { Moment } from './moment.ts';
import { SECOND } from './nanoseconds.ts';

/** Years that Go counts from, before all others. */
const ABSOLUTE_YEARS = 292_277_022_400n;
const SECONDS_PER_DAY = 86_400n;
/** Seconds from March 1 of that year to 1970. */
const ABSOLUTE_TO_UNIX = -((ABSOLUTE_YEARS / 400n) * 146_097n + 306n) * SECONDS_PER_DAY - 62_135_596_800n;
/** No time zone shifts a second from beyond these into the range that nanoseconds have. */
const MAX_SECONDS = 1n << 40n;

/** Calendar units to add; integers of 64 bits, negative ones too. */
export interface Amount {
  readonly years: bigint;
  readonly months: bigint;
  readonly days: bigint;
}

/**
 * Nanoseconds since 1970 of the moment with the same time of day on the date that Go's `AddDate` comes to: October 31
 * and a month is December 1. Sums wrap at 64 bits where Go's do.
 */
export function addDate(moment: Moment, { years, months, days }: Amount): bigint {
  const { date, hour, minute, second, fraction, zone } = moment;
  const month = wrap(wrap(BigInt(date.month) + months) - 1n);
  const ofYear = ((month % 12n) + 12n) % 12n;
  const year = wrap(wrap(BigInt(date.year) + years) + (month - ofYear) / 12n);
  const day = absoluteDay(year, ofYear + 1n, wrap(BigInt(date.day) + days));
  const ofDay = BigInt((hour * 60 + minute) * 60 + second);
  const local = wrap(wrap(day) * SECONDS_PER_DAY + ofDay + ABSOLUTE_TO_UNIX);
  if (local > MAX_SECONDS || local < -MAX_SECONDS) throw new OperandError('the time is out of range');
  const guess = Number(local) - zone.at(Number(local)).offset;
  // Of a local time that is skipped or repeated, Go takes the offset that holds at the first guess.
  const seconds = Number(local) - zone.at(guess).offset;
  return BigInt(seconds) * SECOND + BigInt(fraction);
}

/** Days since March 1 of Go's first year. */
function absoluteDay(year: bigint, month: bigint, day: bigint): bigint {
  const early = month < 3n ? 1n : 0n;
  const shifted = BigInt.asUintN(64, year - early + ABSOLUTE_YEARS);
  const ofYear = (979n * (month + 12n * early) - 2919n) >> 5n;
  const century = BigInt.asUintN(64, 146_097n * (shifted / 100n)) / 4n;
  return century + (1461n * (shifted % 100n)) / 4n + ofYear + day - 1n;
}

function wrap(integer: bigint): bigint {
  return BigInt.asIntN(64, integer);
}
