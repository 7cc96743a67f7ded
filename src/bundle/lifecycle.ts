import type { BundleConfig } from '../config/types.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { Admitted } from './admission/admission.ts';
import { admit } from './admission/admit.ts';
import { type FlipsOptions, judgeFlips } from './flips.ts';
import { Life } from './life.ts';
import type { Standing } from './order.ts';
import { Quarantine } from './quarantine.ts';
import { type BundleOptions, shapeOf } from './shape.ts';
import { openSource } from './sources/open.ts';
import type { Candidate, Source } from './sources/source.ts';
import { BundleProgress, type BundleStatus, type Steps } from './status.ts';

/** Makes a policy the one that answers, in all workers or in none; runs its steps with `steps`. */
export type Activate = (policy: PreparedPolicy, steps: Steps) => Promise<void>;

interface AttemptOptions {
  readonly after?: Standing | undefined;
  readonly goneBackFrom?: string | undefined;
  /** Whether what it flips may hold it. */
  readonly judged?: boolean;
  /** Whether an operator wants it, in quarantine or not. */
  readonly wanted?: boolean;
}

/** Characters of a digest that name it well enough. */
const LEAST_DIGEST = 16;

/** What the source gave when it was last looked at. */
interface Seen {
  readonly mark: string;
  readonly revision?: string | undefined;
  /** Whether a step refused it. */
  readonly refused: boolean;
}

/** One bundle of the configuration: where it comes from, what of it answers, and how it came to that. */
export class Bundle {
  readonly name: string;
  readonly source: Source;
  /** What a later configuration has to leave as it is for this bundle to go on unchanged. */
  readonly shape: string;
  readonly #config: BundleConfig;
  readonly #options: BundleOptions;
  readonly #progress: BundleProgress;
  readonly #quarantine: Quarantine;
  readonly #life: Life;
  #policy: PreparedPolicy | undefined;
  #seen: Seen | undefined;
  /** Mark of what is active, where the source gave it. */
  #taken: string | undefined;
  /** What a candidate has to come after: what answers, or did before this start. */
  #after: Pick<Standing, 'revision' | 'serial'> | undefined;

  constructor(config: BundleConfig, options: BundleOptions) {
    this.name = config.name;
    this.#config = config;
    this.#options = options;
    this.source = openSource(config.source, options.store.sourceFolder(config.name));
    const folder = options.store.folder(config.name);
    this.#quarantine = new Quarantine(config.name, folder);
    this.#life = new Life({ ...options, folder });
    this.#progress = new BundleProgress(options.now, this.source.description, this.#quarantine);
    this.shape = shapeOf(config, options);
  }

  get policy(): PreparedPolicy | undefined {
    return this.#policy;
  }

  get status(): BundleStatus {
    return this.#progress.status;
  }

  /** Memory of the sign of life of its source. */
  get sign(): SharedArrayBuffer {
    return this.#life.memory;
  }

  /**
   * Asks the source and takes what is new through every step up to the activation. What the source gave before, for
   * better or worse, is not tried again, and what does not come after the active revision is refused, unless `force`, an
   * operator's word, says otherwise. Returns whether something was activated. Throws GatewayError; what was active goes on.
   */
  async refresh(activate: Activate, force = false): Promise<boolean> {
    const after = force ? undefined : this.#standing();
    const options = { after, judged: true, wanted: force };
    const activated = await this.#attempt((steps) => this.#look(steps, force), activate, options);
    if (activated) this.#settle();
    return activated;
  }

  /** Whether flips may hold a candidate: then it is held against what answered before, also at the start. */
  #isBounded(): boolean {
    return Object.keys(this.#config.admission.flips).length > 0;
  }

  #standing(): Standing | undefined {
    const former = async () => (await this.#options.store.record(this.name))?.former.map(({ digest }) => digest) ?? [];
    return this.#after && { ...this.#after, former };
  }

  async #look(steps: Steps, force: boolean): Promise<Candidate | undefined> {
    const known = force ? undefined : this.#taken;
    if (!this.source.holds?.(known)) this.#progress.mark('asked');
    const candidate = await steps.run('fetched', () => this.source.fetch(known));
    this.#progress.mark('answered');
    await this.#life.answered();
    if (candidate === undefined || (candidate.mark === this.#taken && !force)) {
      this.#seen = this.#taken === undefined ? undefined : { mark: this.#taken, refused: false };
      this.#progress.confirmed();
      return undefined;
    }
    if (this.#knows(candidate) && !force) {
      this.#progress.unchanged();
      return undefined;
    }
    this.#progress.mark('downloaded');
    if (candidate.kind === 'folder' && candidate.revision !== undefined) this.#progress.want(candidate.revision);
    this.#seen = { mark: candidate.mark, revision: candidate.revision, refused: true };
    return candidate;
  }

  /** What the source gave last was no reason to refuse it: it answers, or an operator went back from it. */
  #settle(): void {
    if (this.#seen) this.#seen = { ...this.#seen, refused: false };
  }

  /** Another commit with the same content may be signed, or come after the active one, where the one before did not. */
  #knows({ mark, revision }: Candidate): boolean {
    return mark === this.#seen?.mark && (revision === this.#seen.revision || !this.#seen.refused);
  }

  /** Lets the source look by itself; it calls `look` when there may be something new. */
  watch(look: () => Promise<void>): { close(): void } {
    const asked = () => this.#progress.mark('asked');
    const alive = () => {
      asked();
      this.#progress.mark('answered');
      this.#life.seen();
    };
    return this.source.watch(look, { known: () => this.#taken, asked, alive });
  }

  /**
   * What answers at the start of the process: the source's, or what was active before where the source fails, is elsewhere,
   * or has just what an operator had gone back from. Throws GatewayError where there is neither.
   */
  async start(activate: Activate): Promise<void> {
    const record = await this.#options.store.record(this.name).catch(() => undefined);
    this.#seen = record?.goneBackFrom === undefined ? undefined : { mark: record.goneBackFrom, refused: false };
    this.#after = record?.active;
    if (record) await this.#life.recall(record.active.activatedAt);
    const isBad = await this.#quarantine.badArchives();
    const good = record && ([record.active, ...record.former].find((one) => !isBad(one)) ?? record.active);
    const restore = () => this.#restore(good!.digest, activate, record!.goneBackFrom);
    if (record && (this.source.remote || this.#isBounded()) && (await succeeds(restore()))) return;
    const outcome = await this.refresh(activate).catch((error: Error) => error);
    if (outcome === true) return;
    if (record === undefined) throw outcome;
    await restore();
    if (outcome !== false) this.#progress.failed(outcome);
  }

  /**
   * Activates an archive that answered before: the one with this revision, or what answered before the active one and was
   * not taken back. The source's present content is not tried again by itself. Throws GatewayError admin_not_found where
   * there is none.
   */
  async goBack(activate: Activate, revision?: string): Promise<void> {
    const record = await this.#options.store.record(this.name);
    const isBad = await this.#quarantine.badArchives();
    const found = record?.former.find((one) => (revision === undefined ? !isBad(one) : one.revision === revision));
    if (found === undefined) {
      const kept = record?.former.map((one) => one.revision).join(', ') || 'none';
      throw new GatewayError('admin_not_found', `bundle ${this.name} has no such former revision; kept are: ${kept}`);
    }
    await this.#restore(found.digest, activate, this.#seen?.mark);
    this.#settle();
  }

  /** Goes back from what answers, and never activates it again by itself. Throws GatewayError as goBack. */
  async takeBack(activate: Activate, reason: string): Promise<void> {
    const { store, now } = this.#options;
    const record = await store.record(this.name);
    const isBad = await this.#quarantine.badArchives();
    if (this.#policy && record?.former.some((one) => !isBad(one))) {
      const { digest, revision } = this.#policy;
      const since = new Date(now()).toISOString();
      await this.#quarantine.add({ digest, revision, reason, since, archive: record.active.digest });
    }
    await this.goBack(activate);
  }

  /**
   * Lets the candidate that is held pass, and tries it at once.
   *
   * @param digest its first characters, sixteen or more
   * @throws GatewayError admin_invalid where that is not what is held
   */
  async approve(activate: Activate, digest: string): Promise<void> {
    const { store } = this.#options;
    const held = await store.held(this.name);
    if (held === undefined || held.approved)
      throw new GatewayError('admin_not_found', `bundle ${this.name} holds nothing`);
    if (digest.length < LEAST_DIGEST || !held.digest.startsWith(digest)) {
      throw new GatewayError('admin_invalid', `bundle ${this.name} holds ${held.digest}, not ${digest}`);
    }
    await store.hold(this.name, { ...held, approved: true });
    this.#seen = undefined;
    await this.refresh(activate);
  }

  async #restore(digest: string, activate: Activate, goneBackFrom: string | undefined): Promise<void> {
    const read = async (): Promise<Candidate> => {
      return { kind: 'archive', mark: digest, bytes: await this.#options.store.read(this.name, digest) };
    };
    await this.#attempt((steps) => steps.run('fetched', read), activate, { goneBackFrom });
  }

  async #attempt(
    choose: (steps: Steps) => Candidate | undefined | Promise<Candidate | undefined>,
    activate: Activate,
    { after, goneBackFrom, judged = false, wanted = false }: AttemptOptions,
  ): Promise<boolean> {
    const steps = this.#progress.begin();
    const compare = async (policy: PreparedPolicy) => {
      if (!wanted) await this.#quarantine.check(policy);
      await this.#compare(policy);
    };
    try {
      const candidate = await choose(steps);
      if (candidate === undefined) return false;
      const admitted = await admit(candidate, {
        bundle: this.#config,
        ...this.#options,
        after,
        steps,
        kept: !judged,
        compare: judged ? compare : undefined,
      });
      this.#progress.want(admitted.policy.revision);
      await activate(admitted.policy, steps);
      this.#policy = admitted.policy;
      this.#after = { revision: admitted.policy.revision, serial: admitted.serial };
      this.#taken = undefined;
      this.#progress.activated(admitted.policy);
      await steps.run('persisted', () => this.#persist(admitted, goneBackFrom));
      if (goneBackFrom === undefined) this.#taken = candidate.mark;
      await this.#options.store.release(this.name);
      await this.#quarantine.pardon(admitted.policy.digest);
      return true;
    } catch (error) {
      await this.#fail(error);
      this.#options.report(this.name, error);
      throw error;
    }
  }

  /** Throws GatewayError bundle_flips. */
  async #compare(candidate: PreparedPolicy): Promise<void> {
    const { store, evaluation, active, recent, ticks } = this.#options;
    const { admission } = this.#config;
    const options: FlipsOptions = {
      bundle: this.name,
      admission,
      deadline: evaluation.deadline,
      store,
      active: active(),
      recent: recent(admission.sample),
      ticks,
    };
    await judgeFlips(candidate, options, (comparison) => this.#progress.compared(comparison));
  }

  async #fail(error: unknown): Promise<void> {
    const held = toGatewayError(error).code === 'bundle_flips' ? await this.#options.store.held(this.name) : undefined;
    if (held) this.#progress.held(error, { digest: held.digest, revision: held.revision });
    else this.#progress.failed(error);
  }

  async #persist({ archive, policy, serial }: Admitted, goneBackFrom: string | undefined): Promise<void> {
    const { store, now } = this.#options;
    const facts = { revision: policy.revision, serial, activatedAt: now(), goneBackFrom };
    await store.persist(this.name, archive, facts, this.#config.keep);
  }
}

function succeeds(attempt: Promise<void>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
