import { setImmediate as turn } from 'node:timers/promises';
import type { Decision } from '../contracts/decision.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { askBesides, denial, type Question } from './decide.ts';
import { enforce } from './enforce.ts';
import type { Generation } from './generation/generation.ts';
import { requireWebSocket } from './upgrade.ts';

/** How long after a commit its streams are looked at: new requests come first. */
const DELAY_MS = 1000;
/** Between two slices, whatever else waits has its turn. */
const SLICE_MS = 2;
const SLICE_STREAMS = 100;

/** An exchange whose answer may go on for long: a tunnel, or an answer without a known length. */
export interface OpenStream {
  /** What its policy was asked. */
  readonly question: Question;
  /** Number of the generation that allowed it last; kept by the registry. */
  generation: number;
  /** Ends it. Must not throw. */
  revoke(reason: GatewayError): void;
}

/** What an open stream is judged by. */
export type Judging = Pick<Generation, 'number' | 'routes' | 'plans' | 'authenticator' | 'upstreams'>;

/**
 * The open streams of a worker. A second after a commit, those that an older generation allowed are asked about again, as
 * if their requests came now: route, credential and policy of the new generation. Limits are not taken again. What would
 * not pass any more, or cannot be decided, is revoked.
 */
export class Streams {
  readonly #open = new Set<OpenStream>();
  readonly #ticks: () => number;
  #latest: Judging | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param ticks milliseconds of a clock that is never set */
  constructor(ticks: () => number) {
    this.#ticks = ticks;
  }

  /** Number of open streams. */
  get size(): number {
    return this.#open.size;
  }

  add(stream: OpenStream): void {
    this.#open.add(stream);
    // It was allowed before a commit whose streams may have been looked at already.
    if (this.#latest && stream.generation < this.#latest.number) this.follow(this.#latest);
  }

  delete(stream: OpenStream): void {
    this.#open.delete(stream);
  }

  /** To be called with each generation that is committed. */
  follow(generation: Judging): void {
    this.#latest = generation;
    if (this.#open.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.review();
    }, DELAY_MS).unref();
  }

  /** Asks the latest generation about every stream that it was not asked about. Never rejects. */
  async review(): Promise<void> {
    const due = [...this.#open].filter(({ generation }) => generation < this.#latest!.number);
    let sliceEnd = this.#ticks() + SLICE_MS;
    let inSlice = 0;
    for (const stream of due) {
      if (++inSlice > SLICE_STREAMS || this.#ticks() >= sliceEnd) {
        await turn();
        sliceEnd = this.#ticks() + SLICE_MS;
        inSlice = 0;
      }
      if (this.#open.has(stream)) await this.#judge(stream, this.#latest!);
    }
  }

  async #judge(stream: OpenStream, generation: Judging): Promise<void> {
    try {
      await requireAllowed(stream.question, generation);
      stream.generation = generation.number;
    } catch (thrown) {
      const cause = toGatewayError(thrown);
      const message = `an open stream is not allowed by the generation that was committed: ${cause.message}`;
      this.#open.delete(stream);
      stream.revoke(new GatewayError('no_longer_allowed', message, { cause }));
    }
  }
}

async function requireAllowed(question: Question, generation: Judging): Promise<void> {
  const { request } = question;
  const match = generation.routes.match(request);
  const { route } = match;
  if (request.upgrade !== undefined) requireWebSocket(route);
  const authenticating = generation.authenticator.authenticate(request, route);
  const { subject } = authenticating instanceof Promise ? await authenticating : authenticating;
  const { entrypoint } = generation.plans.get(route.id)!;
  if (!entrypoint) throw new GatewayError('policy_unavailable', `no revision of bundle ${route.bundle} is active`);
  const { value, error } = askBesides(entrypoint, { ...question, match, subject });
  if (error) throw error;
  const decision = value as Decision;
  if (!decision.allow) throw denial(decision, route);
  enforce(decision, generation.upstreams);
}
