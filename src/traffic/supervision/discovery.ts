import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '../../audit/logger.ts';
import type { DnsEndpointConfig } from '../../config/types.ts';
import { lookUp, type Names, type Target } from './look-up.ts';
import { type After, rounds } from './rounds.ts';

/** What is known of a name. */
export interface Resolution {
  /** The last answer; undefined before the first one. */
  readonly targets: readonly Target[] | undefined;
  /** Why the last look-up gave no answer. */
  readonly error: string | undefined;
}

export interface DiscoveryOptions extends Names {
  readonly logger: Logger;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly after: After;
  /** A name stands for other addresses than before. */
  readonly onChange: () => void;
}

interface Source {
  readonly resolution: Resolution;
  /** Resolves when the first look-up has an outcome. */
  readonly first: Promise<void>;
  close(): void;
}

/** Bounds of the time to live, in milliseconds. */
const SHORTEST_MS = 1000;
const LONGEST_MS = 5 * 60_000;
/** Milliseconds between two look-ups that fail. */
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

const UNKNOWN: Resolution = { targets: undefined, error: undefined };

/**
 * Looks names up, each again when its records have lived their time. A look-up that fails, and one that finds nothing,
 * changes nothing but the error that is shown; it is tried again after a wait that grows.
 */
export class Discovery {
  readonly #options: DiscoveryOptions;
  #sources = new Map<string, Source>();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** These names and no others from now on. Those that were followed before are not looked up anew. */
  follow(endpoints: readonly DnsEndpointConfig[]): void {
    const before = this.#sources;
    this.#sources = new Map();
    for (const endpoint of endpoints) {
      const name = shownName(endpoint);
      if (!this.#sources.has(name)) this.#sources.set(name, before.get(name) ?? follow(endpoint, this.#options));
    }
    for (const [name, source] of before) if (!this.#sources.has(name)) source.close();
  }

  /** Resolves when the first look-up of each name has an outcome. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#sources.values(), ({ first }) => first));
  }

  get(endpoint: DnsEndpointConfig): Resolution {
    return this.#sources.get(shownName(endpoint))?.resolution ?? UNKNOWN;
  }

  close(): void {
    this.follow([]);
  }
}

/** As the configuration writes it: `http://name:port` or `srv://name`. */
export function shownName({ scheme, name, port }: DnsEndpointConfig): string {
  if (port !== undefined) return `${scheme}://${name}:${port}`;
  return `${scheme === 'https' ? 'srv+https' : 'srv'}://${name}`;
}

function follow(endpoint: DnsEndpointConfig, options: DiscoveryOptions): Source {
  const { logger, random, after, onChange } = options;
  const name = shownName(endpoint);
  const { promise: first, resolve: answered } = Promise.withResolvers<void>();
  let resolution = UNKNOWN;
  let failures = 0;
  let closed = false;

  async function round(): Promise<number> {
    const outcome = await lookUp(endpoint, options).catch((error: Error) => error);
    if (closed) return 0;
    return outcome instanceof Error ? failed(outcome) : found(outcome.targets, outcome.ttl);
  }

  function found(targets: readonly Target[], ttl: number): number {
    const changed = !isDeepStrictEqual(targets, resolution.targets);
    if (failures > 0) logger.info(`${name} can be looked up again`);
    failures = 0;
    resolution = { targets, error: undefined };
    answered();
    if (changed) {
      logger.info(`${name} stands for ${targets.map(({ url }) => url).join(', ')}`);
      onChange();
    }
    return Math.min(Math.max(ttl * 1000, SHORTEST_MS), LONGEST_MS);
  }

  function failed({ message }: Error): number {
    const kept = resolution.targets === undefined ? 'it has no endpoints yet' : 'the last answer is kept';
    if (message !== resolution.error) logger.warn(`${name} cannot be looked up; ${kept}: ${message}`);
    resolution = { ...resolution, error: message };
    answered();
    const wait = Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS);
    return wait * (0.5 + random() / 2);
  }

  const end = rounds(round, after);
  return {
    get resolution() {
      return resolution;
    },
    first,
    close() {
      closed = true;
      answered();
      end();
    },
  };
}
