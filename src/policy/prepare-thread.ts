/** A thread that prepares one policy; see `preparePolicy`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorCode, toGatewayError } from '../errors.ts';
import { prepare } from './prepare.ts';
import type { PolicySource, PreparedPolicy, PrepareOptions } from './prepared-policy.ts';

/** What the thread answers; an error would lose its class on the way. */
export type Answer = { readonly prepared: PreparedPolicy } | { readonly code: ErrorCode; readonly message: string };

function answer({ source, options }: { source: PolicySource; options: PrepareOptions }): Answer {
  try {
    return { prepared: prepare(source, options) };
  } catch (thrown) {
    const { code, message } = toGatewayError(thrown, 'bundle_abi');
    return { code, message };
  }
}

parentPort?.postMessage(answer(workerData));
