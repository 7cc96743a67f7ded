import type { BundleConfig, EvaluationConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type Admitted, admit } from './admission.ts';
import { openSource } from './sources/open.ts';
import type { Candidate, Source } from './sources/source.ts';
import { BundleProgress, type BundleStatus, type Steps } from './status.ts';
import type { BundleStore } from './store.ts';

export interface BundleOptions {
  /** Entrypoints that routes need of it, its own among them. */
  readonly entrypoints: readonly string[];
  readonly evaluation: EvaluationConfig;
  readonly toolchain: () => Promise<Toolchain>;
  readonly store: BundleStore;
  /** Digests of the files that the configuration names, by path: a bundle key that was replaced makes another bundle. */
  readonly files: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told of each attempt that failed. */
  readonly report: (bundle: string, error: unknown) => void;
}

/** Makes a policy the one that answers, in all workers or in none; runs its steps with `steps`. */
export type Activate = (policy: PreparedPolicy, steps: Steps) => Promise<void>;

/** One bundle of the configuration: where it comes from, what of it answers, and how it came to that. */
export class Bundle {
  readonly name: string;
  readonly source: Source;
  /** What a later configuration has to leave as it is for this bundle to go on unchanged. */
  readonly shape: string;
  readonly #config: BundleConfig;
  readonly #options: BundleOptions;
  readonly #progress: BundleProgress;
  #policy: PreparedPolicy | undefined;
  /** Mark of what the source gave when it was last looked at, whatever became of it. */
  #seen: string | undefined;
  /** Mark of what is active, where the source gave it. */
  #taken: string | undefined;

  constructor(config: BundleConfig, options: BundleOptions) {
    this.name = config.name;
    this.#config = config;
    this.#options = options;
    this.#progress = new BundleProgress(options.now);
    this.source = openSource(config.source);
    this.shape = shapeOf(config, options);
  }

  get policy(): PreparedPolicy | undefined {
    return this.#policy;
  }

  get status(): BundleStatus {
    return this.#progress.status;
  }

  /**
   * Asks the source and takes what is new through every step up to the activation. What the source gave before, for
   * better or worse, is not tried again unless `force` says so. Returns whether something was activated.
   * Throws GatewayError; what was active goes on.
   */
  async refresh(activate: Activate, force = false): Promise<boolean> {
    return this.#attempt(async (steps) => {
      this.#progress.mark('asked');
      const candidate = await steps.run('fetched', () => this.source.fetch(force ? undefined : this.#taken));
      this.#progress.mark('answered');
      if (candidate === undefined || (candidate.mark === this.#seen && !force)) return undefined;
      this.#progress.mark('downloaded');
      this.#seen = candidate.mark;
      return candidate;
    }, activate);
  }

  /**
   * What answers at the start of the process: the source's, or what was active before where the source fails or where an
   * operator had gone back from just that. Throws GatewayError where there is neither.
   */
  async start(activate: Activate): Promise<void> {
    const record = await this.#options.store.record(this.name).catch(() => undefined);
    this.#seen = record?.goneBackFrom;
    const outcome = await this.refresh(activate).catch((error: Error) => error);
    if (outcome === true) return;
    if (record === undefined) throw outcome;
    await this.#restore(record.active.digest, activate, record.goneBackFrom);
    if (outcome !== false) this.#progress.failed(outcome);
  }

  /**
   * Activates an archive that answered before: the one with this revision, or what answered before the active one. The
   * source's present content is not tried again by itself. Throws GatewayError admin_not_found where there is none.
   */
  async goBack(activate: Activate, revision?: string): Promise<void> {
    const record = await this.#options.store.record(this.name);
    const found = revision === undefined ? record?.former[0] : record?.former.find((one) => one.revision === revision);
    if (found === undefined) {
      const kept = record?.former.map((one) => one.revision).join(', ') || 'none';
      throw new GatewayError('admin_not_found', `bundle ${this.name} has no such former revision; kept are: ${kept}`);
    }
    await this.#restore(found.digest, activate, this.#seen);
  }

  async #restore(digest: string, activate: Activate, goneBackFrom: string | undefined): Promise<void> {
    const read = async (): Promise<Candidate> => {
      return { kind: 'archive', mark: digest, bytes: await this.#options.store.read(this.name, digest) };
    };
    await this.#attempt((steps) => steps.run('fetched', read), activate, goneBackFrom);
  }

  async #attempt(
    choose: (steps: Steps) => Candidate | undefined | Promise<Candidate | undefined>,
    activate: Activate,
    goneBackFrom?: string,
  ): Promise<boolean> {
    const steps = this.#progress.begin();
    try {
      const candidate = await choose(steps);
      if (candidate === undefined) {
        this.#progress.unchanged();
        return false;
      }
      const admitted = await admit(candidate, { bundle: this.#config, ...this.#options, steps });
      this.#progress.want(admitted.policy.revision);
      await activate(admitted.policy, steps);
      this.#policy = admitted.policy;
      this.#taken = goneBackFrom === undefined ? candidate.mark : undefined;
      this.#progress.activated(admitted.policy.revision);
      await steps.run('persisted', () => this.#persist(admitted, goneBackFrom));
      return true;
    } catch (error) {
      this.#progress.failed(error);
      this.#options.report(this.name, error);
      throw error;
    }
  }

  async #persist({ archive, policy }: Admitted, goneBackFrom: string | undefined): Promise<void> {
    const { store, now } = this.#options;
    await store.persist(this.name, archive, { revision: policy.revision, activatedAt: now(), goneBackFrom });
  }
}

/** Equal for two configurations under which a bundle is the same. */
export function shapeOf(
  config: BundleConfig,
  { entrypoints, evaluation, files }: Pick<BundleOptions, 'entrypoints' | 'evaluation' | 'files'>,
): string {
  const keys = Object.values(config.keys).map(({ file }) => files[file]);
  return JSON.stringify([config, keys, entrypoints, evaluation.memory, evaluation.rewrite]);
}
