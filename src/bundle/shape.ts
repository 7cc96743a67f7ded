import type { BundleConfig, EvaluationConfig } from '../config/types.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import type { BundleStore } from './store.ts';

/** What a bundle is given beside its configuration. */
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
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** The policy that answers, whatever bundle of this name it came from. */
  readonly active: () => PreparedPolicy | undefined;
  /** So many of the newest lines of the decision log, batch by batch, the newest batch first. */
  readonly recent: (count: number) => readonly string[];
  /** Told of each attempt that failed. */
  readonly report: (bundle: string, error: unknown) => void;
}

/** Equal for two configurations under which a bundle is the same. */
export function shapeOf(
  config: BundleConfig,
  { entrypoints, evaluation, files }: Pick<BundleOptions, 'entrypoints' | 'evaluation' | 'files'>,
): string {
  const { source } = config;
  const named = [
    ...Object.values(config.keys).map(({ file }) => file),
    ...(source.kind === 'git' ? source.signedBy : []),
  ];
  const keys = named.map((file) => files[file]);
  return JSON.stringify([config, keys, entrypoints, evaluation.memory, evaluation.rewrite]);
}
