import type { PollConfig } from '../../config/types.ts';
import { toGatewayError } from '../../errors.ts';

/** Chance and time, so that a test can be their master. */
export interface PollClock {
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Calls `task` after so many milliseconds; returns what calls it off. */
  readonly after: (milliseconds: number, task: () => void) => () => void;
}

/** The system's. A wait does not keep the process alive. */
export const POLL_CLOCK: PollClock = {
  random: Math.random,
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** Milliseconds beyond which a source that fails is not left alone for longer, unless its own period is longer. */
const LONGEST_BACK_OFF = 5 * 60_000;

/**
 * Runs `task` again and again, each time after a wait by chance between the least and the most of the configuration, so
 * that many gateways do not ask at once. A source that cannot be read is asked less and less often: each failure in a row
 * doubles the wait. Any other failure is one of what it delivered, and changes nothing.
 *
 * @param pause says how many milliseconds to wait where nothing failed, or undefined for the usual time
 */
export function poll(
  { min, max }: PollConfig,
  task: () => Promise<void>,
  { random, after }: PollClock = POLL_CLOCK,
  pause: () => number | undefined = () => undefined,
): { close(): void } {
  let failures = 0;
  let closed = false;
  let cancel = wait(pause());

  function wait(milliseconds = usual()): () => void {
    return after(milliseconds, () => void look());
  }

  function usual(): number {
    const period = min + (max - min) * random();
    return Math.min(period * 2 ** failures, Math.max(period, LONGEST_BACK_OFF));
  }

  async function look(): Promise<void> {
    let next: number | undefined;
    try {
      await task();
      failures = 0;
      next = pause();
    } catch (error) {
      failures = toGatewayError(error).code === 'bundle_unreadable' ? failures + 1 : 0;
    }
    if (!closed) cancel = wait(next);
  }

  return {
    close() {
      closed = true;
      cancel();
    },
  };
}
