/** Milliseconds that a client wants to wait at most, of `Prefer: wait=10` (RFC 7240, section 4.3); the first one counts. */
export function preferredWait(prefer: string): number | undefined {
  for (const preference of prefer.split(',')) {
    const match = /^[\t ]*wait[\t ]*=[\t ]*"?([0-9]{1,6})"?[\t ]*(?:;.*)?$/i.exec(preference);
    if (match) return Number(match[1]) * 1000;
  }
  return undefined;
}
