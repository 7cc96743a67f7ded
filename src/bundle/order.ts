import { GatewayError } from '../errors.ts';
import type { Candidate } from './sources/source.ts';

/**
 * Makes sure that a candidate comes after the revision that answers, where its source knows an order: whoever can push, or
 * replay, must not bring an old policy back. Throws GatewayError bundle_order.
 *
 * @param after the revision that answers; undefined where an operator decides, or nothing answers yet
 */
export async function requireOrder(candidate: Candidate, after: string | undefined): Promise<void> {
  if (after === undefined || candidate.descendsFrom === undefined) return;
  if (await candidate.descendsFrom(after)) return;
  throw new GatewayError(
    'bundle_order',
    `revision ${candidate.revision} does not come after ${after}, which is active; \`regate activate\` takes it all the same`,
  );
}
