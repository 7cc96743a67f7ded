/** A day of the Gregorian calendar, which goes on before its introduction. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Days from 0000-03-01 to 1970-01-01. */
const FROM_MARCH = 719_468;
/** Days from 0000-12-31 to 1970-01-01. */
const FROM_JANUARY = 719_163;
const DAYS_PER_ERA = 146_097;
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** The date of a day that is given as days since 1970-01-01. */
export function civilOf(days: number): CivilDate {
  const shifted = days + FROM_MARCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const ofEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  // The year begins in March here, so that the day which not every year has is its last one.
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days since 1970-01-01. The day may lie outside of its month. */
export function daysOf({ year, month, day }: CivilDate): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leapDays + dayOfYear({ year, month, day }) - FROM_JANUARY;
}

/** 1 to 366. */
export function dayOfYear({ year, month, day }: CivilDate): number {
  return (DAYS_BEFORE[month - 1] as number) + (month > 2 && isLeap(year) ? 1 : 0) + day;
}

/** 0 is Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

export function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
