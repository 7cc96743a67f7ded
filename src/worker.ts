// Entry of a data-plane thread: takes generations from the supervisor and answers requests with the committed one.
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Measurement } from './admin/metrics.ts';
import { type Command, type FromWorker, postedError, type ToWorker, type WorkerBirth } from './data-plane/messages.ts';
import { listenerKey } from './data-plane/ports.ts';
import { createPrinter } from './data-plane/printer.ts';
import { ThrottleClient } from './limits/throttle-client.ts';
import { buildGeneration, type Generation, type GenerationData, retire } from './request/generation/generation.ts';
import { tallies } from './request/generation/plan.ts';
import { Listeners } from './request/listening/listeners.ts';
import { type DataPlane, handle } from './request/pipeline.ts';
import { Recorder } from './request/record.ts';
import { Streams } from './request/streams.ts';
import { throttlesOf } from './request/throttle.ts';
import { ticks } from './ticks.ts';
import type { Members } from './traffic/supervision/members.ts';

const HEARTBEAT_MS = 50;

const birth = workerData as WorkerBirth;
const port = parentPort!;
const first = Promise.withResolvers<Generation>();
const surroundings = { now: Date.now, ticks, newId: randomUUID, random: Math.random, column: birth.column };

const recorder = new Recorder({
  labels: birth.labels,
  maskKey: birth.maskKey,
  audit: birth.audit,
  post: (batch) => port.postMessage({ type: 'events', batch } satisfies FromWorker, [batch.lines.buffer]),
  ...surroundings,
});
const throttles = new ThrottleClient((message) => port.postMessage({ type: 'throttle', message } satisfies FromWorker));
const plane: DataPlane = {
  generation: undefined,
  first: first.promise,
  recorder,
  streams: new Streams(ticks),
  throttles,
  ...surroundings,
};
const listeners = new Listeners(
  (req, res) => void handle(plane, req, res),
  (error, socket) => recorder.clientError(error, socket),
);
const print = birth.print
  ? createPrinter((line) => port.postMessage({ type: 'printed', line } satisfies FromWorker), ticks)
  : undefined;
let prepared: Generation | undefined;

const heartbeat = new Int32Array(birth.heartbeat);
setInterval(() => Atomics.add(heartbeat, 0, 1), HEARTBEAT_MS).unref();

port.on('message', (message: ToWorker) => {
  if ('throttle' in message) {
    throttles.receive(message.throttle);
    return;
  }
  const { seq, command } = message;
  obey(command).then(
    (value) => port.postMessage({ type: 'reply', seq, value } satisfies FromWorker),
    (error) => port.postMessage({ type: 'reply', seq, error: postedError(error) } satisfies FromWorker),
  );
});

async function obey(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'prepare':
      return prepare(command.generation);
    case 'commit':
      return commit(command.number);
    case 'discard':
      return discard(command.number);
    case 'members':
      return follow(command.members);
    case 'measure':
      return measure(plane.generation);
    case 'tally':
      return plane.generation && tallies(plane.generation);
    case 'closing':
      return listeners.drain();
    case 'drain':
      return drain(command.grace);
  }
}

async function prepare(data: GenerationData): Promise<void> {
  prepared = await buildGeneration(data, plane.generation, { ...surroundings, print });
  // Last, for from here on the system may hand connections over; before the first commit their requests wait for it.
  await listeners.prepare(data.config, (listener) => data.ports[listenerKey(listener)] ?? listener.port);
}

/** Returns when that was, in Unix milliseconds. */
function commit(number: number): number {
  const now = surroundings.now();
  if (prepared?.number !== number) return now;
  const previous = plane.generation;
  throttles.configure(number, throttlesOf(prepared.config));
  plane.generation = prepared;
  prepared = undefined;
  first.resolve(plane.generation);
  plane.streams.follow(plane.generation);
  recorder.configure(plane.generation.config);
  listeners.commit(plane.generation.config.shutdownGrace);
  if (previous) retire(previous, plane.generation);
  return now;
}

/** A generation that is being prepared has to know it too. */
function follow(members: Members): void {
  plane.generation?.upstreams.follow(members);
  prepared?.upstreams.follow(members);
}

function discard(number: number): void {
  if (prepared?.number === number) {
    if (plane.generation) retire(prepared, plane.generation);
    prepared = undefined;
  }
  listeners.discard();
}

function measure(generation: Generation | undefined): Measurement | undefined {
  if (generation === undefined) return undefined;
  return {
    worker: birth.id,
    counters: recorder.counters.snapshot(),
    limits: { ...generation.limits.counters },
    upstreams: generation.upstreams.statistics(),
    inFlight: generation.shedder.inFlight,
  };
}

async function drain(grace: number): Promise<void> {
  await listeners.close(grace);
  // What is asked after an exchange is recorded a moment after its answer.
  await turn();
  recorder.flush();
}
