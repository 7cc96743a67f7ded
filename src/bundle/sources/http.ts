import { readFile } from 'node:fs/promises';
import { sha256 } from '../../config/files.ts';
import type { HttpSourceConfig } from '../../config/types.ts';
import { GatewayError, toGatewayError } from '../../errors.ts';
import { ARCHIVE_LIMITS } from '../archive.ts';
import { type Answer, get, type HttpLimits } from './http-client.ts';
import { POLL_CLOCK, type PollClock, poll } from './poll.ts';
import type { Candidate, Follower, Source } from './source.ts';

export interface HttpSourceOptions {
  readonly limits?: HttpLimits;
  readonly clock?: PollClock;
  /** Milliseconds of a clock that is never set. */
  readonly ticks?: () => number;
}

/** A bundle as it came, and how the server calls it. */
interface Delivered {
  readonly mark: string;
  readonly etag: string | undefined;
}

/** What came of a look that the server was allowed to take its time for. */
interface Held {
  /** What was active when it began. */
  readonly known: string | undefined;
  readonly candidate: Promise<Candidate | undefined>;
}

const LIMITS: HttpLimits = { bytes: ARCHIVE_LIMITS.compressed, head: 10_000, body: 120_000 };
/** A server that says so of a bundle holds requests until there is something new. */
const HOLDS = 'application/vnd.openpolicyagent.bundles';

/**
 * A bundle file behind a URL, by OPA's bundle API (https://www.openpolicyagent.org/docs/management-bundles). What the
 * server is told to have already is what answers requests: the ETag of a bundle that was refused is never sent.
 */
export class HttpSource implements Source {
  readonly description: string;
  readonly remote = true;
  readonly #config: HttpSourceConfig;
  readonly #url: URL;
  readonly #limits: HttpLimits;
  readonly #clock: PollClock;
  readonly #ticks: () => number;
  readonly #closing = new AbortController();
  #delivered: Delivered | undefined;
  #active: Delivered | undefined;
  #held: Held | undefined;
  /** Whether the server is believed to hold requests. */
  #holds: boolean;
  /** Milliseconds before the next long poll. */
  #pause = 0;

  constructor(config: HttpSourceConfig, options: HttpSourceOptions = {}) {
    const { limits = LIMITS, clock = POLL_CLOCK, ticks = () => performance.now() } = options;
    this.#config = config;
    this.#url = new URL(config.url);
    // A query may be a signature.
    this.description = this.#url.origin + this.#url.pathname;
    this.#limits = limits;
    this.#clock = clock;
    this.#ticks = ticks;
    this.#holds = config.longPoll !== undefined;
  }

  async fetch(known: string | undefined): Promise<Candidate | undefined> {
    const held = this.holds(known) ? this.#held : undefined;
    this.#held = undefined;
    return held ? held.candidate : this.#ask(known, 0);
  }

  holds(known: string | undefined): boolean {
    return this.#held !== undefined && this.#held.known === known;
  }

  watch(onChange: () => Promise<void>, follower: Follower): { close(): void } {
    const look = () => (this.#holds ? this.#wait(onChange, follower) : onChange());
    const polling = poll(this.#config.poll, look, this.#clock, () => (this.#holds ? this.#pause : undefined));
    return {
      close: () => {
        polling.close();
        this.#closing.abort(new Error('it was ended: the source is not needed any more'));
      },
    };
  }

  /** One long poll. The next follows at once, unless the server does not hold it and has nothing new. */
  async #wait(onChange: () => Promise<void>, follower: Follower): Promise<void> {
    const began = this.#ticks();
    const before = this.#delivered?.mark;
    const known = follower.known();
    const candidate = this.#ask(known, this.#config.longPoll ?? 0);
    follower.asked();
    await candidate.catch(() => undefined);
    if (this.#closing.signal.aborted) return;
    this.#held = { known, candidate };
    await onChange();
    const isNew = this.#delivered?.mark !== before;
    this.#pause = isNew ? 0 : Math.max(0, this.#config.poll.min - (this.#ticks() - began));
  }

  /** @param wait milliseconds that the server may hold it */
  async #ask(known: string | undefined, wait: number): Promise<Candidate | undefined> {
    try {
      const etag = this.#etagOf(known);
      const answer = await get(this.#url, {
        headers: this.#headers(etag, wait),
        tls: await this.#tls(),
        limits: { ...this.#limits, head: this.#limits.head + wait },
        signal: this.#closing.signal,
      });
      if (answer.status === 304 && etag !== undefined) return undefined;
      requireBundle(answer);
      this.#holds = this.#config.longPoll !== undefined && answer.headers['content-type'] === HOLDS;
      this.#delivered = { mark: sha256(answer.body), etag: answer.headers.etag };
      return { kind: 'archive', mark: this.#delivered.mark, bytes: answer.body };
    } catch (error) {
      const { message } = toGatewayError(error);
      throw new GatewayError('bundle_unreadable', `${this.description}: ${message}`, { cause: error });
    }
  }

  #headers(etag: string | undefined, wait: number): Record<string, string> {
    const { token } = this.#config;
    return {
      prefer: wait > 0 ? `modes=snapshot;wait=${Math.ceil(wait / 1000)}` : 'modes=snapshot',
      'accept-encoding': 'identity',
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }

  /** Read each time, so that a certificate may be renewed at any moment. */
  async #tls() {
    const { certificate, ca } = this.#config;
    const read = (file: string) => readFile(file, 'utf8');
    return {
      ...(ca !== undefined && { ca: await read(ca) }),
      ...(certificate && { cert: await read(certificate.cert), key: await read(certificate.key) }),
    };
  }

  /** What is active came with this ETag; another answer with the same bytes may have brought another since. */
  #etagOf(known: string | undefined): string | undefined {
    if (known === undefined) return undefined;
    if (this.#delivered?.mark === known) this.#active = this.#delivered;
    return this.#active?.mark === known ? this.#active.etag : undefined;
  }
}

/** Nothing of the body is told: a server may send back what it was sent. Throws GatewayError bundle_unreadable. */
function requireBundle({ status, headers, body }: Answer): void {
  if (status === 200 && body[0] === 0x1f && body[1] === 0x8b) return;
  throw new GatewayError('bundle_unreadable', reasonOf(status, headers, body));
}

function reasonOf(status: number, headers: Answer['headers'], body: Uint8Array): string {
  if (status === 200 && body.length === 0) return 'the server sends an empty body in place of a bundle';
  if (status === 200)
    return `what the server sends is no gzipped archive, but ${headers['content-type'] ?? 'nothing it has a type for'}`;
  if (status === 304) return 'the server answers 304, as if we had a bundle of it; we have none, and did not say so';
  if (status === 206) return 'the server sends a part of the bundle (206), though all of it was asked for';
  if (status >= 300 && status < 400)
    return `the server redirects (${status}), which is not followed: \`url\` has to name the bundle itself`;
  if (status === 401 || status === 403)
    return `the server refuses us (${status}): look at \`token\` and \`certificate\``;
  return `the server answers ${status}`;
}
