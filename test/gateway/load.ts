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
}

/** Sends GET requests over so many connections, one after another on each. */
export function startLoad(url: string, options: LoadOptions): Load {
  const { connections, total = Number.POSITIVE_INFINITY, path = '/api/load', headers = {} } = options;
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
