import type { AdmissionConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { Comparing } from '../replay/comparing.ts';
import type { Comparison } from '../replay/tally.ts';
import { exceeds } from '../replay/tolerance.ts';
import type { BundleStore, Held } from './store.ts';

/** Milliseconds that a comparison may take before it is content with what it has seen: where it may hold, and where not. */
const BUDGET = { judged: 5000, shown: 300 };

export interface FlipsOptions {
  readonly bundle: string;
  readonly admission: AdmissionConfig;
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
  readonly store: BundleStore;
  /** The policy that answers. */
  readonly active: PreparedPolicy | undefined;
  /** Recent lines of the decision log, batch by batch, the newest batch first. */
  readonly recent: readonly string[];
  /** Milliseconds of a clock that is never set. */
  readonly ticks: () => number;
}

/**
 * Asks a candidate about recent decisions; undefined where there is nothing to compare with. A candidate that flips more
 * than is tolerable is held until an operator approves it by its digest, over a restart too, after which there may be less
 * to compare. Throws GatewayError bundle_flips.
 *
 * @param note is told of the comparison before it is judged
 */
export async function judgeFlips(
  candidate: PreparedPolicy,
  options: FlipsOptions,
  note: (comparison: Comparison) => void,
): Promise<void> {
  const comparison = await compare(candidate, options);
  if (comparison) note(comparison);
  const held = await options.store.held(options.bundle);
  const before = held?.digest === candidate.digest ? held : undefined;
  if (before?.approved) return;
  const reason = reasonToHold(comparison, options.admission, before);
  if (reason === undefined) return;
  const compared = comparison?.compared ?? 0;
  const { digest, revision } = candidate;
  await options.store.hold(options.bundle, { digest, revision, reason, compared, approved: false });
  const how = `\`regate approve ${options.bundle} ${digest.slice(0, 16)}\` lets it pass`;
  throw new GatewayError('bundle_flips', `revision ${revision} waits for an approval: ${reason}. ${how}`);
}

/** What was held on more decisions than there are now is held still. */
function reasonToHold(
  comparison: Comparison | undefined,
  { flips }: AdmissionConfig,
  before: Held | undefined,
): string | undefined {
  const reason = comparison && exceeds(comparison, flips);
  if (reason !== undefined || before === undefined) return reason;
  return (comparison?.compared ?? 0) < before.compared ? before.reason : undefined;
}

async function compare(after: PreparedPolicy, options: FlipsOptions): Promise<Comparison | undefined> {
  const { bundle, admission, active, recent, deadline, ticks } = options;
  if (active === undefined || active.digest === after.digest || recent.length === 0) return undefined;
  const comparing = new Comparing({ before: active, after, bundle, deadline });
  try {
    const end = ticks() + (Object.keys(admission.flips).length > 0 ? BUDGET.judged : BUDGET.shown);
    for (const lines of recent) {
      await comparing.take(lines);
      if (ticks() > end) break;
    }
    return await comparing.comparison();
  } finally {
    await comparing.close();
  }
}
