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
 */
export function poll(
  { min, max }: PollConfig,
  task: () => Promise<void>,
  { random, after }: PollClock = POLL_CLOCK,
): { close(): void } {
  let failures = 0;
  let closed = false;
  let cancel = wait();

  function wait(): () => void {
    const period = min + (max - min) * random();
    const longest = Math.max(period, LONGEST_BACK_OFF);
    return after(Math.min(period * 2 ** failures, longest), () => void look());
  }

  async function look(): Promise<void> {
    try {
      await task();
      failures = 0;
    } catch (error) {
      failures = toGatewayError(error).code === 'bundle_unreadable' ? failures + 1 : 0;
    }
    if (!closed) cancel = wait();
  }

  return {
    close() {
      closed = true;
      cancel();
    },
  };
}
