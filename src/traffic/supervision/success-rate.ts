/** Answers of one endpoint within an interval. */
export interface Answers {
  readonly good: number;
  readonly bad: number;
}

/** An endpoint with fewer answers says nothing. */
const LEAST_ANSWERS = 100;
/** Fewer endpoints have no mean that is worth the name. */
const LEAST_ENDPOINTS = 5;
/** Where nearly all answers are good, one bad answer would be many standard deviations. */
const LEAST_DIFFERENCE = 0.05;

/**
 * The share of good answers below which an endpoint is worse than chance explains: `deviation` standard deviations below
 * the mean, and five per cent at least. Undefined where too few endpoints have answered often enough.
 */
export function lowestRate(answers: readonly Answers[], deviation: number): number | undefined {
  const rates = answers.map(rateOf).filter((rate) => rate !== undefined);
  if (rates.length < LEAST_ENDPOINTS) return undefined;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length;
  return mean - Math.max(deviation * Math.sqrt(variance), LEAST_DIFFERENCE);
}

/** The share of good answers (0 to 1); undefined where there were too few of them. */
export function rateOf({ good, bad }: Answers): number | undefined {
  return good + bad < LEAST_ANSWERS ? undefined : good / (good + bad);
}
