import { isDeepStrictEqual } from 'node:util';
import type { ProbeConfig, UpstreamConfig } from '../../config/types.ts';
import { afterProbe, UNPROBED } from './probe.ts';
import { askHttp1 } from './probes/http1.ts';
import { askHttp2 } from './probes/http2.ts';
import type { Question } from './probes/question.ts';
import { askTcp } from './probes/tcp.ts';
import { type After, rounds } from './rounds.ts';
import { type EndpointRow, PROBED } from './rows.ts';

/** An endpoint that is to be asked whether it is well. */
export interface ProbedEndpoint {
  /** Name of its upstream. */
  readonly upstream: string;
  readonly slot: number;
  readonly row: EndpointRow;
  readonly url: string;
  readonly serverName?: string;
  readonly probe: ProbeConfig;
  readonly protocol: UpstreamConfig['protocol'];
  /** PEM certificates to trust in place of the system's. */
  readonly ca?: string;
}

/** What came of the last probe of an endpoint. */
export interface ProbeOutcome {
  /** Unix milliseconds. */
  readonly at: number;
  /** Why it was bad; undefined where it was good. */
  readonly error: string | undefined;
}

export interface ProbingOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Monotonic milliseconds. */
  readonly ticks: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly after: After;
  /** An endpoint became healthy or unhealthy. */
  readonly onChange: (endpoint: ProbedEndpoint, error: string | undefined) => void;
}

interface Watch {
  readonly endpoint: ProbedEndpoint;
  readonly outcome: ProbeOutcome | undefined;
  close(): void;
}

/** Asks endpoints from time to time whether they are well, and writes to the board what comes of it. */
export class Probing {
  readonly #options: ProbingOptions;
  #watches = new Map<number, Watch>();

  constructor(options: ProbingOptions) {
    this.#options = options;
  }

  /** These endpoints from now on, and no others. Where nothing of an endpoint changed, its probes go on as they are. */
  follow(endpoints: readonly ProbedEndpoint[]): void {
    const before = this.#watches;
    this.#watches = new Map();
    for (const endpoint of endpoints) {
      const watch = before.get(endpoint.slot);
      const same = watch !== undefined && isDeepStrictEqual(settings(watch.endpoint), settings(endpoint));
      this.#watches.set(endpoint.slot, same ? watch : watchOver(endpoint, this.#options));
    }
    for (const [slot, watch] of before) {
      if (this.#watches.get(slot) === watch) continue;
      watch.close();
      if (!this.#watches.has(slot)) watch.endpoint.row.probed = PROBED.unknown;
    }
  }

  /** Of the last probe of an endpoint. */
  outcome(slot: number): ProbeOutcome | undefined {
    return this.#watches.get(slot)?.outcome;
  }

  close(): void {
    this.follow([]);
  }
}

function settings({ row: _, ...rest }: ProbedEndpoint): Omit<ProbedEndpoint, 'row'> {
  return rest;
}

function watchOver(endpoint: ProbedEndpoint, { now, ticks, random, after, onChange }: ProbingOptions): Watch {
  const { row, probe } = endpoint;
  const closing = new AbortController();
  let outcome: ProbeOutcome | undefined;
  // Another way to ask says nothing against what was found by the former one.
  let view = { ...UNPROBED, probed: row.probed };

  async function round(): Promise<number> {
    const error = await ask(endpoint, closing.signal);
    if (closing.signal.aborted) return 0;
    outcome = { at: now(), error };
    take(error);
    return probe.interval * (0.9 + random() * 0.2);
  }

  function take(error: string | undefined): void {
    const before = view.probed;
    view = afterProbe(view, error === undefined, probe);
    if (view.probed === before) return;
    row.probed = view.probed;
    if (before === PROBED.unhealthy) row.comeBack(ticks());
    if (before === PROBED.unhealthy || view.probed === PROBED.unhealthy) onChange(endpoint, error);
  }

  const end = rounds(round, after);
  return {
    endpoint,
    get outcome() {
      return outcome;
    },
    close() {
      end();
      closing.abort();
    },
  };
}

/** Asks once. Gives what is wrong; undefined where nothing is. */
async function ask(
  { url, serverName, probe, protocol, ca }: ProbedEndpoint,
  closing: AbortSignal,
): Promise<string | undefined> {
  const expired = AbortSignal.timeout(probe.timeout);
  const signal = AbortSignal.any([closing, expired]);
  const question: Question = {
    url: new URL(url),
    ...(serverName !== undefined && { serverName }),
    ...(ca !== undefined && { ca }),
    path: probe.path,
    ...(probe.host !== undefined && { host: probe.host }),
  };
  try {
    if (probe.kind === 'tcp') return void (await askTcp(question, signal));
    const status = await (protocol === 'http1' ? askHttp1 : askHttp2)(question, signal);
    const [first, last] = probe.status;
    return status >= first && status <= last ? undefined : `it answered with ${status}`;
  } catch (error) {
    if (expired.aborted) return `no answer within ${probe.timeout} ms`;
    const { message, code } = error as NodeJS.ErrnoException;
    return message || code || 'it cannot be reached';
  }
}
