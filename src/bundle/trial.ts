import type { PreparedPolicy } from '../policy/prepared.ts';
import { Comparing } from '../replay/comparing.ts';

/** Milliseconds that a trial may take before it is content with what it has seen. */
const BUDGET = 2000;

export interface TrialOptions {
  readonly bundle: string;
  readonly route: string;
  /** Change of the share of denied requests that is tolerable, 0 to 1. */
  readonly within: number;
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
  /** Recent lines of the decision log, batch by batch, the newest batch first. */
  readonly recent: readonly string[];
  /** Milliseconds of a clock that is never set. */
  readonly ticks: () => number;
}

/**
 * Whether it is the policy that changed the share of denied requests of a route, and not its clients: the revision before is
 * asked about the requests that the accused one decided. What it cannot be asked about speaks against the accused.
 */
export async function isGuilty(
  accused: PreparedPolicy,
  before: PreparedPolicy,
  options: TrialOptions,
): Promise<boolean> {
  const { bundle, route, within, deadline, recent, ticks } = options;
  const revision = `"bundles":{${JSON.stringify(bundle)}:{"revision":${JSON.stringify(accused.revision)}}}`;
  const place = `"route":${JSON.stringify(route)}`;
  const comparing = new Comparing({ before: accused, after: before, bundle, deadline });
  try {
    const end = ticks() + BUDGET;
    for (const lines of recent) {
      const own = lines.split('\n').filter((line) => line.includes(revision) && line.includes(place));
      if (own.length > 0) await comparing.take(own.join('\n'));
      if (ticks() > end) break;
    }
    const { compared, unknown, flips } = await comparing.comparison();
    const changed = Math.abs(flips.deny_to_allow - flips.allow_to_deny) + unknown;
    return compared + unknown === 0 || changed > within * (compared + unknown);
  } finally {
    await comparing.close();
  }
}
