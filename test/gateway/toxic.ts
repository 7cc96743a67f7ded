import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Agent, type RequestListener, request } from 'node:http';
import { type Link, startToxiproxy } from '../system/toxiproxy.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startUpstream, type TestUpstream } from './upstream.ts';

/** What a slow machine may add to a limit in time. */
export const SLACK_MS = 1500;

export interface Poisoned extends Running {
  /** Stands between the gateway and `upstream`. */
  readonly proxy: Link;
  readonly upstream: TestUpstream;
}

/**
 * A gateway whose upstream is behind a proxy that can be poisoned.
 *
 * @param members of the upstream in regate.yaml
 * @param others further endpoints
 */
export async function startPoisoned(
  members: object,
  answer?: RequestListener,
  others: readonly string[] = [],
): Promise<Poisoned> {
  const upstream = await startUpstream(answer);
  const toxiproxy = await startToxiproxy();
  const proxy = await toxiproxy.open(upstream.origin);
  const endpoints = [proxy.origin, ...others];
  const running = await start({
    endpoints,
    // One worker, so that it is sure which connections are used again.
    config: { workers: 1, upstreams: { main: { endpoints, ...members } } },
  });
  return {
    ...running,
    proxy,
    upstream,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await toxiproxy.close();
      await upstream.close();
    },
  };
}

export interface Asked {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  /** Code of the problem; empty where it is none. */
  readonly problem: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bytes that arrived. */
  readonly size: number;
  /** Whether the answer was not broken off. */
  readonly whole: boolean;
  /** Milliseconds until the end. */
  readonly ms: number;
}

/** Sends a request on a connection of its own and waits for its end, good or bad. */
export async function ask({ url }: Running, path = '/api/x', method = 'GET'): Promise<Asked> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Omit<Asked, 'ms'>>();
  const agent = new Agent({ keepAlive: false });
  let answered = false;
  const req = request(url + path, { agent, method }, async (res) => {
    answered = true;
    let size = 0;
    const chunks: Buffer[] = [];
    res.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size < 4096) chunks.push(chunk);
    });
    const whole = await new Promise<boolean>((done) => {
      res.once('end', () => done(res.complete)).once('error', () => done(false));
    });
    const isProblem = res.headers['content-type'] === 'application/problem+json';
    const problem = isProblem ? (JSON.parse(Buffer.concat(chunks).toString()).code as string) : '';
    resolve({ status: res.statusCode!, problem, headers: res.headers, size, whole });
  });
  req.on('error', () => {
    // An answer has an error of its own.
    if (!answered) resolve({ status: 0, problem: '', headers: {}, size: 0, whole: false });
  });
  req.end();
  const asked = await promise;
  return { ...asked, ms: performance.now() - started };
}

/** That it took at least `limit` milliseconds, and not much longer. */
export function assertTook({ ms }: Asked, limit: number): void {
  assert.ok(ms >= limit * 0.9 && ms < limit + SLACK_MS, `${Math.round(ms)} ms, where the limit is ${limit} ms`);
}

/** Sockets that a process holds whose other end is the port. */
export async function socketsTo(port: number): Promise<number> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/self/net/tcp', 'utf8')).split('\n').slice(1, -1);
  return lines.filter((line) => {
    const fields = line.trim().split(/\s+/);
    // The system's own ones, which are closed already, have no inode.
    return fields[2]!.endsWith(suffix) && fields[9] !== '0';
  }).length;
}

/** Waits until the gateway holds no socket to the port: idle ones are closed after some seconds. */
export async function assertNoSocketsTo(port: number): Promise<void> {
  await eventually(`no socket to port ${port} is left`, async () => (await socketsTo(port)) === 0);
}
