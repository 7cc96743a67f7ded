/** Calls `task` after so many milliseconds; returns what calls it off. */
export type After = (milliseconds: number, task: () => void) => () => void;

/** The system's. A wait does not keep the process alive. */
export const afterTimeout: After = (milliseconds, task) => {
  const timer = setTimeout(task, milliseconds).unref();
  return () => clearTimeout(timer);
};

/**
 * Runs `task` at once and again and again, never twice at a time. It says how many milliseconds to wait until the next
 * round, and must not reject. Returns what ends it; a round under way is not broken off.
 */
export function rounds(task: () => number | Promise<number>, after: After): () => void {
  let ended = false;
  let cancel: () => void = () => {};
  async function round(): Promise<void> {
    const pause = await task();
    if (!ended) cancel = after(pause, () => void round());
  }
  void round();
  return () => {
    ended = true;
    cancel();
  };
}
