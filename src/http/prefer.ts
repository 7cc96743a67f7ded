/** `wait` of a list of preferences, the first one, with a quoted number or a bare one. Other preferences may be quoted texts. */
const WAIT = /(?:^|,)[\t ]*wait[\t ]*=[\t ]*(?:"(\d{1,9})"|(\d{1,9}))[\t ]*(?:;[^,]*)?(?:,|$)/i;
const QUOTED_TEXT = /"(?:[^"\\]|\\.)*"/g;

/**
 * How long a client is ready to wait for its answer (`Prefer: wait=10`, RFC 7240, section 4.3), in milliseconds. Undefined
 * where it does not say so in a form that can be understood: a preference is never an error. The gateway takes it as an
 * upper bound; it never waits longer than its route allows.
 */
export function preferredWait(prefer: string | undefined): number | undefined {
  if (prefer === undefined) return undefined;
  const match = WAIT.exec(prefer.replace(QUOTED_TEXT, keepNumber));
  return match ? Number(match[1] ?? match[2]) * 1000 : undefined;
}

/** Commas of a quoted text separate nothing. */
function keepNumber(text: string): string {
  return /^"\d{1,9}"$/.test(text) ? text : '""';
}
