import { Pool } from 'undici';

/** What came of one request. */
export interface Sample {
  readonly method: 'GET' | 'POST';
  /** Milliseconds since the start of the load at which it was due. */
  readonly due: number;
  /** Milliseconds from then until its answer was complete. */
  readonly took: number;
  /** 0: no whole answer. */
  readonly status: number;
}

export interface OpenLoadOptions {
  /** Requests a second. */
  readonly rate: number;
  /** One request in so many is a POST; each has an `x-id` of its own. */
  readonly posts: number;
  /** What the ids begin with. */
  readonly prefix?: string;
  /** Connections at most. */
  readonly connections?: number;
}

export interface OpenLoad {
  readonly samples: readonly Sample[];
  /** Milliseconds since the start. */
  elapsed(): number;
  /** Ends the load when the requests in flight are answered. */
  stop(): Promise<void>;
}

const TICK_MS = 5;

/** Sends requests at a fixed rate, however long the answers take: who waits for a connection is late already. */
export function startOpenLoad(url: string, { rate, posts, prefix = '', connections = 512 }: OpenLoadOptions): OpenLoad {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const samples: Sample[] = [];
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  let sent = 0;
  let inFlight = 0;
  const idle = Promise.withResolvers<void>();
  let stopped = false;

  async function send(number: number): Promise<void> {
    const method = number % posts === 0 ? 'POST' : 'GET';
    const due = (number * 1000) / rate;
    inFlight++;
    let status = 0;
    try {
      const headers = { 'x-id': `${prefix}${number}` };
      const answer = await pool.request({ method, path: '/api/x', headers, ...(method === 'POST' && { body: 'x' }) });
      await answer.body.dump();
      status = answer.statusCode;
    } catch {
      // It is counted as one without an answer.
    }
    samples.push({ method, due, took: elapsed() - due, status });
    inFlight--;
    if (stopped && inFlight === 0) idle.resolve();
  }

  const timer = setInterval(() => {
    const due = Math.floor((elapsed() * rate) / 1000);
    while (sent < due) void send(sent++);
  }, TICK_MS);

  return {
    samples,
    elapsed,
    async stop() {
      clearInterval(timer);
      stopped = true;
      if (inFlight > 0) await idle.promise;
      await pool.close();
    },
  };
}
