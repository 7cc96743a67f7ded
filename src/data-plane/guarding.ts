import type { Logger } from '../audit/logger.ts';
import { type Alarm, Guard, type RouteCounts, sum } from '../bundle/guard.ts';
import type { BundleConfig, GatewayConfig } from '../config/types.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { FormerPolicy } from '../request/generation/formers.ts';
import type { RevisionTally } from '../request/generation/tally.ts';

/** Milliseconds between two looks at the workers, while a revision is watched. */
const LOOK_MS = 1000;

/** What the policies of a worker said, by bundle. */
export interface WorkerTally {
  readonly worker: number;
  readonly bundles: Readonly<Record<string, RevisionTally>>;
}

export interface GuardingOptions {
  readonly tallies: () => Promise<readonly WorkerTally[]>;
  /** Whether the policy is to blame, and not the traffic. */
  readonly isGuilty: (accused: PreparedPolicy, before: PreparedPolicy, route: string) => Promise<boolean>;
  /** Takes this revision back, if it still answers. */
  readonly goBack: (accused: PreparedPolicy, reason: string) => Promise<void>;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly now: () => number;
}

type Policies = Readonly<Record<string, PreparedPolicy>>;

interface Watched {
  readonly policy: PreparedPolicy;
  /** Undefined where there is nothing to go back to. */
  readonly before: PreparedPolicy | undefined;
  readonly asksBefore: boolean;
  readonly guard: Guard;
}

/** Who is watched once a generation is in force. */
export type Watch = ReadonlyMap<string, Watched>;

/** Watches the revisions that were activated a moment ago, and sends those back that do harm. */
export class Guarding {
  readonly #options: GuardingOptions;
  #watched: Watch = new Map();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(options: GuardingOptions) {
    this.#options = options;
  }

  /**
   * Who is to be watched when `after` takes the place of `before`: whatever changes, but what an operator or a guard chose,
   * and whoever is watched already.
   *
   * @param chosen name of the bundle whose revision somebody chose
   */
  async plan({ bundles }: GatewayConfig, before: Policies, after: Policies, chosen?: string): Promise<Watch> {
    const watched = new Map<string, Watched>();
    for (const [name, policy] of Object.entries(after)) {
      const kept = this.#watched.get(name);
      const config = bundles[name];
      if (kept?.policy.digest === policy.digest) watched.set(name, kept);
      else if (name !== chosen && config && isGuarded(config) && before[name]?.digest !== policy.digest) {
        watched.set(name, await this.#watch(config, policy, before[name]));
      }
    }
    return watched;
  }

  /** What of `watch` the workers may still ask, by bundle. */
  formers(watch: Watch): Record<string, FormerPolicy> {
    const asked = [...watch].flatMap(([name, { before, asksBefore, guard }]) =>
      before && asksBefore ? [[name, { policy: before, until: guard.until }] as const] : [],
    );
    return Object.fromEntries(asked);
  }

  /** The generation that `watch` was planned for is in force. */
  take(watch: Watch): void {
    this.#watched = watch;
    if (watch.size > 0) this.#timer ??= setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  /** A worker ended unasked. Which policy it ran then is not known: it is held against each that is watched. */
  workerEnded(): void {
    for (const { guard } of this.#watched.values()) guard.workerEnded();
  }

  close(): void {
    this.#watched = new Map();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #watch({ name, guard }: BundleConfig, policy: PreparedPolicy, before?: PreparedPolicy): Promise<Watched> {
    const said = before && guard.denialRate ? await this.#said(name, before) : undefined;
    return { policy, before, asksBefore: guard.faults > 0, guard: new Guard(guard, this.#options.now(), said) };
  }

  async #said(name: string, { digest }: PreparedPolicy): Promise<ReadonlyMap<string, RouteCounts>> {
    return sum((await this.#options.tallies()).flatMap(({ bundles }) => countsOf(bundles[name], digest)));
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.#count();
    for (const [name, watched] of this.#watched) {
      const alarm = watched.guard.alarm();
      if (alarm) await this.#answer(name, watched, alarm);
    }
    this.#dismiss();
    this.#looking = false;
  }

  async #count(): Promise<void> {
    for (const { worker, bundles } of await this.#options.tallies()) {
      for (const [name, { guard, policy }] of this.#watched) {
        for (const routes of countsOf(bundles[name], policy.digest)) guard.take(worker, routes);
      }
    }
  }

  async #answer(name: string, { guard, policy, before }: Watched, { reason, route }: Alarm): Promise<void> {
    const { logger, isGuilty, goBack } = this.#options;
    const say = (what: string) =>
      logger.error(`bundle ${name}: revision ${policy.revision} does harm: ${reason}; ${what}`);
    if (before === undefined) {
      say('nothing answered before it since the start, so it goes on');
    } else if (route !== undefined && !(await isGuilty(policy, before, route))) {
      guard.acquit(route);
      logger.warn(`bundle ${name}: ${reason}; so would that one now: it is the traffic that changed`);
      return;
    } else {
      say(`what answered before it, revision ${before.revision}, is to come back`);
      await goBack(policy, reason).catch((error: Error) => say(`it could not come back: ${error.message}`));
    }
    this.#forget(name, policy);
  }

  /** Another one may have taken its place meanwhile. */
  #forget(name: string, { digest }: PreparedPolicy): void {
    this.#watched = new Map([...this.#watched].filter(([one, { policy }]) => one !== name || policy.digest !== digest));
  }

  /** Whose window is over, is watched no longer. */
  #dismiss(): void {
    const now = this.#options.now();
    this.#watched = new Map([...this.#watched].filter(([, { guard }]) => now < guard.until));
    if (this.#watched.size === 0) this.close();
  }
}

function isGuarded({ guard }: BundleConfig): boolean {
  return guard.faults > 0 || guard.denialRate !== undefined;
}

function countsOf(tally: RevisionTally | undefined, digest: string): RevisionTally['routes'][] {
  return tally?.digest === digest ? [tally.routes] : [];
}
