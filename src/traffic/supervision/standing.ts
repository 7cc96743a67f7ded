import type { OutlierConfig } from '../../config/types.ts';

/** How an endpoint stands with outlier detection. */
export interface Standing {
  /** Ejections that still count: the next one lasts so many times as long, and once more. */
  readonly level: number;
  /** Ejections since the endpoint is known. */
  readonly ejections: number;
  /** Why it was ejected last. */
  readonly reason: string | undefined;
  /** When what is now ends: the ejection, the wait for a trial's answer, or, while it is available, the present level. */
  readonly until: number;
}

/** Of an endpoint that was never ejected. */
export const BLAMELESS: Standing = { level: 0, ejections: 0, reason: undefined, until: Number.POSITIVE_INFINITY };

type Times = Pick<OutlierConfig, 'ejection' | 'maxEjection'>;

/** Ejected now, for longer than the last time. */
export function ejected(
  { level, ejections }: Standing,
  reason: string,
  { ejection, maxEjection }: Times,
  now: number,
): Standing {
  const longest = Math.ceil(maxEjection / ejection);
  const next = Math.min(level + 1, longest);
  return { level: next, ejections: ejections + 1, reason, until: now + Math.min(ejection * next, maxEjection) };
}

/** Back since now. */
export function returned(standing: Standing, { ejection }: Times, now: number): Standing {
  return { ...standing, until: now + ejection };
}

/** Available for a while: each ejection time in health takes one ejection off the next. */
export function calmed(standing: Standing, { ejection }: Times, now: number): Standing {
  let { level, until } = standing;
  for (; level > 0 && now >= until; until += ejection) level--;
  if (level === standing.level) return standing;
  return { ...standing, level, until: level === 0 ? Number.POSITIVE_INFINITY : until };
}
