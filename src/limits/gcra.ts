/** A limit as a policy or the configuration states it. All are whole numbers. */
export interface Limit {
  /** Units granted per period, 1 to 1e9. */
  readonly rate: number;
  /** Length of the period, milliseconds. */
  readonly periodMs: number;
  /** Units that may be taken at once, 1 to 1e9. */
  readonly burst: number;
  /** Units that are asked for; 0 takes nothing, is always granted and tells what is left. */
  readonly cost: number;
}

/** The answer to one question for units of a limit. Times are relative to the moment of the question. */
export interface LimitGrant {
  readonly granted: boolean;
  /** Whole units that may still be taken at once. */
  readonly remaining: number;
  /** Milliseconds until the whole burst is there again, if nobody takes more. */
  readonly resetMs: number;
  /** Milliseconds until the same question may be granted: 0 if it was, Infinity if it asks for more than the burst. */
  readonly retryAfterMs: number;
  /** The limit could not be counted; nothing was taken and `granted` is false. */
  readonly error?: 'table_full';
}

/**
 * The generic cell rate algorithm of one limit in whole numbers (ITU-T I.371; the virtual-scheduling form). The state is
 * one point in time, the theoretical arrival time: `us` whole microseconds and `part` of `unitsPerUs`. Its lead over the
 * clock is the debt, in units of 1/`unitsPerUs` microsecond. One unit of the limit costs `interval` of debt.
 */
export interface Gcra {
  readonly unitsPerUs: number;
  readonly interval: number;
  /** Debt of the whole burst. */
  readonly capacity: number;
}

/** `part` is below this, so that it fits into 11 bits. */
const MAX_UNITS_PER_US = 2048;
/** Every debt is a whole number that a double holds exactly, also while two are added. */
const MAX_CAPACITY = 2 ** 52;
/** 35 years. */
const MAX_WINDOW_US = 2 ** 50;
const HOUR_US = 3_600_000_000;

/**
 * The arithmetic of a limit. The burst is always exact. So is the rate, if rate over microseconds in lowest terms has a
 * numerator of at most 2048: every rate up to 2048, and every round number. Others are off by less than one part in
 * 400,000 up to 10,000 a second, and by less than one in 2,000 anywhere. A burst that takes longer than 35 years to come
 * back is cut to that.
 */
export function gcra({ rate, periodMs, burst }: Omit<Limit, 'cost'>): Gcra {
  const periodUs = periodMs * 1000;
  const perUs = rate / periodUs;
  const cut = Math.min(burst, Math.floor(MAX_WINDOW_US * perUs));
  const most = Math.min(MAX_UNITS_PER_US, Math.floor((MAX_CAPACITY * perUs) / cut));
  const divisor = greatestCommonDivisor(periodUs, rate);
  let unitsPerUs = rate / divisor;
  let interval = periodUs / divisor;
  if (unitsPerUs > most) {
    // The larger of the two is rounded, which keeps the error of their ratio small.
    if (perUs < 1) {
      unitsPerUs = most;
      interval = Math.round(most / perUs);
    } else {
      interval = Math.floor(most / perUs);
      unitsPerUs = Math.round(interval * perUs);
    }
  }
  return { unitsPerUs, interval, capacity: cut * interval };
}

/**
 * Debt of a theoretical arrival time at `nowUs`, 0 to `capacity`. A lead that no grant can have left behind is cut to the
 * capacity; if it is more than an hour too long, the clock has been set back, and the limit starts anew.
 */
export function debtAt({ unitsPerUs, capacity }: Gcra, us: number, part: number, nowUs: number): number {
  const lead = (us - nowUs) * unitsPerUs + part;
  if (lead <= 0) return 0;
  if (lead <= capacity) return lead;
  return lead > capacity + HOUR_US * unitsPerUs ? 0 : capacity;
}

/** Whether `cost` units are granted at `debt`. If so, the debt is `cost * interval` higher afterwards. */
export function verdict({ unitsPerUs, interval, capacity }: Gcra, debt: number, cost: number): LimitGrant {
  const wanted = debt + cost * interval;
  const granted = wanted <= capacity;
  const held = granted ? wanted : debt;
  const unitsPerMs = unitsPerUs * 1000;
  const wait = cost * interval > capacity ? Number.POSITIVE_INFINITY : (wanted - capacity) / unitsPerMs;
  return {
    granted,
    remaining: Math.floor((capacity - held) / interval),
    resetMs: held / unitsPerMs,
    retryAfterMs: granted ? 0 : wait,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
