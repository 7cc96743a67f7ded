import type { ServerResponse } from 'node:http';
import { startUpstream, type TestUpstream } from './upstream.ts';

/** An upstream that answers when it is told, and counts what it has. */
export interface HoldingUpstream extends TestUpstream {
  /** Requests that are not answered and whose connection is there. */
  readonly held: number;
  /** The most there were at a time since this was last asked. */
  most(): number;
  /** Answers so many, the oldest first; all there are and all to come if left out. */
  release(count?: number): void;
}

/** @param delay answers by itself after so many milliseconds */
export async function startHolding(delay?: number): Promise<HoldingUpstream> {
  const held = new Set<ServerResponse>();
  let most = 0;
  let isOpen = false;
  const upstream = await startUpstream((_req, res) => {
    if (isOpen) {
      res.end('ok');
      return;
    }
    held.add(res);
    most = Math.max(most, held.size);
    res.once('close', () => held.delete(res));
    const answer = () => {
      held.delete(res);
      res.end('ok');
    };
    if (delay !== undefined) setTimeout(answer, delay);
  });
  return {
    ...upstream,
    get held() {
      return held.size;
    },
    most() {
      const seen = most;
      most = held.size;
      return seen;
    },
    release(count) {
      if (count === undefined) isOpen = true;
      for (const res of [...held].slice(0, count)) {
        held.delete(res);
        res.end('ok');
      }
    },
  };
}
