/** The gateway's pseudonym in `via`; all Regates share it, so that a loop over several of them is found. */
const PSEUDONYM = 'regate';

/** `via` with the gateway's own entry (RFC 9110, section 7.6.3). */
export function appendVia(previous: string | undefined, httpVersion: string): string {
  const own = `${httpVersion} ${PSEUDONYM}`;
  return previous === undefined ? own : `${previous}, ${own}`;
}

/** How often a message has passed a Regate. */
export function countPasses(via: string): number {
  let passes = 0;
  for (const entry of via.split(',')) if (entry.trim().split(' ')[1] === PSEUDONYM) passes++;
  return passes;
}
