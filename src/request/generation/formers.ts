import { Engine, type EngineOptions } from '../../policy/engine.ts';
import type { PreparedPolicy } from '../../policy/prepared.ts';

/** A revision that answered until another one took its place a moment ago. */
export interface FormerPolicy {
  readonly policy: PreparedPolicy;
  /** Unix milliseconds; from then on nobody asks it. */
  readonly until: number;
}

/** The same in a worker. */
export interface Former {
  readonly digest: string;
  readonly until: number;
  /** Gone when its time is over. */
  engine: Engine | undefined;
  /** Unix milliseconds; it is not asked before. */
  nextAt: number;
}

/**
 * The engines of the revisions that may still be asked, by bundle. Those that `known` gives, by bundle and digest, are taken
 * as they are: what answered a moment ago is there already.
 */
export async function loadFormers(
  formers: Readonly<Record<string, FormerPolicy>>,
  before: ReadonlyMap<string, Former>,
  known: (bundle: string, digest: string) => Engine | undefined,
  options: EngineOptions & { readonly now: () => number },
): Promise<Map<string, Former>> {
  const loaded = new Map<string, Former>();
  for (const [bundle, { policy, until }] of Object.entries(formers)) {
    const kept = before.get(bundle);
    if (kept?.digest === policy.digest && kept.until === until) {
      loaded.set(bundle, kept);
      continue;
    }
    const left = until - options.now();
    if (left <= 0) continue;
    const engine = known(bundle, policy.digest) ?? (await Engine.open(policy, options));
    const former: Former = { digest: policy.digest, until, engine, nextAt: 0 };
    // Its memory may be large, and the generation may live for weeks.
    setTimeout(() => {
      former.engine = undefined;
    }, left).unref();
    loaded.set(bundle, former);
  }
  return loaded;
}
