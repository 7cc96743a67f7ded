/** A thread that prepares one policy; see `preparePolicy`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorCode, toGatewayError } from '../errors.ts';
import { Instance } from './instance.ts';
import { prepare } from './prepare.ts';
import type { PolicySource, PreparedPolicy, PrepareOptions } from './prepared-policy.ts';

/** Time limit of built-ins in a trial, milliseconds. */
const TRIAL = 1000;

/** What the thread answers; an error would lose its class on the way. */
export type Answer = { readonly prepared: PreparedPolicy } | { readonly code: ErrorCode; readonly message: string };

function answer({ source, options }: { source: PolicySource; options: PrepareOptions }): Answer {
  try {
    const prepared = prepare(source, options);
    if (!options.rewrite) tryOut(prepared);
    return { prepared };
  } catch (thrown) {
    const { code, message } = toGatewayError(thrown, 'bundle_abi');
    return { code, message };
  }
}

/**
 * A worker evaluates every entrypoint before it commits. A module without a time limit of its own that never comes to an
 * end would stop all workers at once, and with them the traffic of other bundles; here it ends this thread only.
 */
function tryOut({ module, image, builtins, entrypoints }: PreparedPolicy): void {
  const instance = new Instance(module, image, builtins, { deadline: TRIAL, now: Date.now, print: () => {} });
  for (const number of entrypoints.keys()) {
    try {
      instance.evaluate(number, '{}', () => undefined);
    } catch {
      // Whatever it is, it ended.
    }
  }
}

parentPort?.postMessage(answer(workerData));
