import { parseRecorded, type Recorded } from './recorded.ts';

/** What lines of a decision log hold. */
export interface Decisions {
  readonly decisions: readonly Recorded[];
  /** Lines that are no JSON. */
  readonly broken: number;
}

/**
 * Reads lines of a decision log, whole ones. Those in which no policy was asked are passed over.
 *
 * @param bundle whose decisions count; undefined: any
 */
export function decisionsIn(lines: string, bundle: string | undefined): Decisions {
  const decisions: Recorded[] = [];
  let broken = 0;
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    try {
      const recorded = parseRecorded(line);
      if (recorded !== undefined && (bundle === undefined || recorded.bundle === bundle)) decisions.push(recorded);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken++;
    }
  }
  return { decisions, broken };
}
