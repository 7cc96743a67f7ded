import { GatewayError } from '../errors.ts';
import type { Candidate } from './sources/source.ts';

/** What answers, and what answered before: what a candidate has to come after. */
export interface Standing {
  readonly revision: string;
  /** Its number in the order of releases, where it bears one. */
  readonly serial?: number | undefined;
  /** SHA-256, hex, of the archives that answered before it. */
  readonly former: () => Promise<readonly string[]>;
}

/** What a signed bundle says of its own place. */
export interface Place {
  readonly serial?: number | undefined;
  /** SHA-256 of its archive, hex. */
  readonly archive: string;
}

const ALL_THE_SAME = '`regate activate` takes it all the same';

/**
 * Makes sure that a candidate comes after what answers, where its source knows an order, as git does: whoever can push must
 * not bring an old policy back. Throws GatewayError bundle_order.
 *
 * @param after undefined where an operator decides, or nothing answers yet
 */
export async function requireOrder(candidate: Candidate, after: Standing | undefined): Promise<void> {
  if (after === undefined || candidate.descendsFrom === undefined) return;
  if (await candidate.descendsFrom(after.revision)) return;
  throw refused(
    `revision ${candidate.revision} does not come after ${after.revision}, which is active; ${ALL_THE_SAME}`,
  );
}

/**
 * The same for a bundle that somebody signed: its signature is good for ever, so a copy of an old one must not bring it
 * back. Releases with a serial have to count up; without one, what answered before does not come back.
 */
export async function requireNewer(place: Place, after: Standing | undefined): Promise<void> {
  if (after === undefined) return;
  const { serial } = place;
  if (after.serial !== undefined && (serial === undefined || serial < after.serial)) {
    const own = serial === undefined ? 'it bears no serial' : `its serial is ${serial}`;
    throw refused(`${own}, and the active revision ${after.revision} has the serial ${after.serial}; ${ALL_THE_SAME}`);
  }
  if (serial !== undefined && serial !== after.serial) return;
  if ((await after.former()).includes(place.archive)) {
    throw refused(`it answered before ${after.revision}, which is active, did; ${ALL_THE_SAME}`);
  }
}

function refused(reason: string): GatewayError {
  return new GatewayError('bundle_order', reason);
}
