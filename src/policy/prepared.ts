import { Worker } from 'node:worker_threads';
import { GatewayError } from '../errors.ts';
import { prepare } from './prepare.ts';
import type { Answer } from './prepare-thread.ts';
import type { PolicySource, PreparedPolicy, PrepareOptions } from './prepared-policy.ts';

export type { PolicySource, PreparedPolicy, PrepareOptions } from './prepared-policy.ts';

/** What a rewritten module with less data does takes milliseconds, and is under a time limit of its own. */
const SMALL_DATA = 1 << 20;

/** Time for a thread to prepare a policy: a floor, and some for each MiB of data. Milliseconds. */
const LIMIT = { base: 10_000, perMiB: 1000 };

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './prepare-thread.ts' : './prepare-thread.js',
  import.meta.url,
);

/**
 * Checks and compiles a policy, starts it and lets it parse its data: once, for all workers. Much data, and a module that
 * does not carry its own time limit, go to a thread of their own, which is ended when it takes too long.
 *
 * @throws GatewayError `bundle_abi` (not a module of OPA, or one that asks for more than it may have),
 * `bundle_builtin` (it needs a built-in that Regate lacks or refuses), `bundle_entrypoint`, `bundle_invalid` (data).
 */
export async function preparePolicy(source: PolicySource, options: PrepareOptions): Promise<PreparedPolicy> {
  if (options.rewrite && source.data.length <= SMALL_DATA) return prepare(source, options);
  const limit = Math.ceil(LIMIT.base + (LIMIT.perMiB * source.data.length) / 2 ** 20);
  const answer = await askThread(source, options, limit);
  if ('prepared' in answer) return answer.prepared;
  throw new GatewayError(answer.code, answer.message);
}

async function askThread(source: PolicySource, options: PrepareOptions, limit: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const worker = new Worker(THREAD, { workerData: { source, options }, env: {}, name: 'prepare-policy' });
  const timer = setTimeout(() => {
    resolve({ code: 'bundle_abi', message: `The policy did not start, or not end, within ${limit} ms` });
  }, limit);
  worker.once('message', resolve).once('error', reject);
  worker.once('exit', () => resolve({ code: 'bundle_abi', message: 'The policy ended the thread that prepared it' }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
