import { GatewayError } from '../errors.ts';
import { type ExplainedDecision, explainable, explainRecorded } from '../replay/explain.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { readRevision } from './kept.ts';
import type { BundleStore } from './store.ts';

export interface ExplanationsOptions {
  readonly store: BundleStore;
  readonly toolchain: () => Promise<Toolchain>;
  /** Milliseconds until an answer is given up. */
  readonly patience?: number;
}

/** Explanations that may be under way: they share one toolchain with what admits bundles. */
const MOST = 4;
const PATIENCE = 30_000;

/** Explains decisions by the bundles that are kept. */
export class Explanations {
  readonly #options: ExplanationsOptions;
  #underWay = 0;

  constructor(options: ExplanationsOptions) {
    this.#options = options;
  }

  /**
   * @param line of the decision log
   * @throws GatewayError `not_explainable`, `revision_gone`, `overloaded`, or what the toolchain says
   */
  async of(line: string): Promise<ExplainedDecision> {
    if (this.#underWay >= MOST) {
      throw new GatewayError('overloaded', `${MOST} explanations are under way; ask again when they are done`);
    }
    this.#underWay++;
    const explained = this.#explain(line).finally(() => this.#underWay--);
    const { patience = PATIENCE } = this.#options;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new GatewayError('overloaded', `the policy toolchain did not answer within ${patience} ms; ask again`));
    }, patience);
    try {
      return await Promise.race([explained, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #explain(line: string): Promise<ExplainedDecision> {
    const { store, toolchain } = this.#options;
    const recorded = explainable(line);
    const { bundle = '', revision = '' } = recorded;
    const sources = await readRevision(store, bundle, revision);
    return explainRecorded(await toolchain(), sources, recorded);
  }
}
