import { setTimeout } from 'node:timers/promises';

/** Waits for something that another part does in its own time; fails after 10 seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`this did not happen in time: ${condition}`);
    await setTimeout(1);
  }
}
