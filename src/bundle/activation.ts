import { GatewayError, toGatewayError } from '../errors.ts';

/** One data-plane thread, as far as an activation is concerned. */
export interface Participant<Generation> {
  readonly id: number;
  /** Builds all that the generation needs; nothing of it answers yet. */
  prepare(generation: Generation): Promise<void>;
  /** From now on new requests take this generation. It cannot fail. */
  commit(generation: Generation): Promise<void>;
  /** Throws away what `prepare` built. */
  discard(generation: Generation): void;
}

/** Runs one of the two phases, for whoever wants to know how it went. */
export type RunPhase = <T>(phase: 'prepared' | 'committed', task: () => Promise<T>) => Promise<T>;

/**
 * Two phases over all workers: every one prepares, then all commit. Where one cannot prepare, none commits.
 * Throws GatewayError activation_failed with the reason of the first worker that failed.
 */
export async function activate<Generation>(
  participants: readonly Participant<Generation>[],
  generation: Generation,
  run: RunPhase = (_, task) => task(),
): Promise<void> {
  await run('prepared', () => prepareAll(participants, generation));
  await run('committed', () => Promise.all(participants.map((participant) => participant.commit(generation))));
}

async function prepareAll<Generation>(
  participants: readonly Participant<Generation>[],
  generation: Generation,
): Promise<void> {
  const results = await Promise.allSettled(participants.map((participant) => participant.prepare(generation)));
  const failed = results.findIndex((result) => result.status === 'rejected');
  if (failed >= 0) {
    for (const participant of participants) participant.discard(generation);
    const reason = toGatewayError((results[failed] as PromiseRejectedResult).reason);
    throw new GatewayError('activation_failed', `worker ${participants[failed]!.id}: ${reason.message}`, {
      cause: reason,
      findings: reason.findings,
    });
  }
}
