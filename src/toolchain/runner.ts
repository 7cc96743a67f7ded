import { Worker } from 'node:worker_threads';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { Answer } from './thread.ts';
import type { Operations, WireReply } from './wire.ts';

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);

/** Bytes of memory at which a thread has done enough: what Go has freed, WebAssembly does not give back. */
const ENOUGH = 1 << 30;

/**
 * Keeps one thread with the toolchain and asks it one thing at a time. A thread that is too slow or fails
 * is ended, and so is one that has grown large once no policy is open in it; the next question starts another.
 */
export class Runner {
  readonly #module: string;
  readonly #enough: number;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;
  #threads = 0;
  /** Policies that are open in the thread. */
  #opened = 0;

  /** @param enough bytes of memory at which a thread is ended */
  constructor(module: string, enough = ENOUGH) {
    this.#module = module;
    this.#enough = enough;
  }

  /** Number of the latest thread: what was opened in an earlier one is gone. */
  get thread(): number {
    return this.#threads;
  }

  /**
   * @param deadline in milliseconds, from the moment that the thread is free
   * @throws GatewayError policy_invalid with findings, or toolchain_failed
   */
  ask<Op extends keyof Operations>(
    op: Op,
    params: Operations[Op]['params'],
    deadline: number,
  ): Promise<Operations[Op]['result']> {
    const answer = this.#queue.then(() => this.#exchange(op, params, deadline));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the thread; a question that waits fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  async #exchange<Op extends keyof Operations>(op: Op, params: Operations[Op]['params'], deadline: number) {
    if (this.#closed) throw new GatewayError('toolchain_failed', 'the policy toolchain is closed');
    const worker = this.#running();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const onExit = () => reject(new GatewayError('toolchain_failed', `the policy toolchain ended during ${op}`));
    const timer = setTimeout(() => {
      reject(new GatewayError('toolchain_failed', `${op} took longer than ${deadline} ms and was ended`));
    }, deadline);
    worker.ref();
    worker.once('message', resolve).once('error', reject).once('exit', onExit);
    try {
      worker.postMessage({ op, params });
      const { reply, memory } = await promise;
      if (op === 'open' && !reply.error) this.#opened++;
      if (op === 'close') this.#opened--;
      if (memory > this.#enough && this.#opened === 0) await this.#abandon(worker);
      if (reply.error?.code === 'panic') throw new GatewayError('toolchain_failed', reply.error.message);
      return resultOf<Op>(reply);
    } catch (error) {
      const failure = toGatewayError(error, 'toolchain_failed');
      if (failure.code === 'toolchain_failed') await this.#abandon(worker);
      throw failure;
    } finally {
      clearTimeout(timer);
      worker.off('message', resolve).off('error', reject).off('exit', onExit);
      worker.unref();
    }
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    // `stderr: true` keeps the runtime's warning that WASI is experimental from the user's terminal.
    const worker = new Worker(THREAD, { workerData: this.#module, env: {}, stderr: true });
    worker.on('error', () => undefined).on('exit', () => this.#forget(worker));
    this.#threads++;
    this.#opened = 0;
    this.#worker = worker;
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  async #abandon(worker: Worker): Promise<void> {
    this.#forget(worker);
    await worker.terminate();
  }
}

function resultOf<Op extends keyof Operations>(reply: WireReply): Operations[Op]['result'] {
  if (!reply.error) return reply.result as Operations[Op]['result'];
  const { code, message, findings = [] } = reply.error;
  throw new GatewayError(code === 'policy' ? 'policy_invalid' : 'toolchain_failed', message, { findings });
}
