import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Load {
  /** Answers by status. */
  readonly statuses: Map<number, number>;
  /** Requests without an answer. */
  readonly failures: Error[];
  /** Ends the load when the requests in flight are answered. */
  stop(): Promise<void>;
  /** Resolves when `total` requests were answered. */
  readonly done: Promise<void>;
}

export interface LoadOptions {
  readonly connections: number;
  /** Requests in all; without it, until `stop`. */
  readonly total?: number;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  /** Milliseconds from an answer to the next request on its connection; without it, the next one comes at once. */
  readonly pause?: number;
}

/** Sends GET requests over so many connections, one after another on each. */
export function startLoad(url: string, options: LoadOptions): Load {
  const { connections, total = Number.POSITIVE_INFINITY, path = '/api/load', headers = {}, pause = 0 } = options;
  const pool = new Pool(url, { connections, pipelining: 1 });
  const statuses = new Map<number, number>();
  const failures: Error[] = [];
  let sent = 0;
  let stopped = false;

  async function lane(): Promise<void> {
    while (!stopped && sent < total) {
      sent++;
      try {
        const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
        await body.dump();
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      } catch (error) {
        failures.push(error as Error);
      }
      if (pause > 0) await sleep(pause);
    }
  }

  const done = Promise.all(Array.from({ length: connections }, lane)).then(() => pool.close());
  return {
    statuses,
    failures,
    done,
    stop() {
      stopped = true;
      return done;
    },
  };
}
