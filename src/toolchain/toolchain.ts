/*
 * OPA's own compiler, tester and evaluator, for whoever needs them:
 *
 *   const toolchain = await Toolchain.start();                          // costs nothing until it is asked
 *   const sources = await readSources('policies');                      // or {files: [{path, bytes}, ...]}
 *   requirePassed(await toolchain.test(sources));                       // throws policy_tests_failed
 *   const built = await toolchain.build(sources, {entrypoints: ['gateway/decision']});
 *   built.wasm, built.data, built.revision, built.reads                 // for preparePolicy
 *   writeArchive(built.files)                                           // bundle/archive.ts: the tar.gz
 *   await toolchain.close();
 *
 * Every method throws GatewayError: policy_invalid (findings with file, row, col, code), or toolchain_failed.
 */
import { type Finding, GatewayError } from '../errors.ts';
import { type EvaluateOptions, type Evaluator, type OpenOptions, openEvaluator } from './evaluator.ts';
import { type ExplainOptions, type Explanation, locatedExplanation } from './explanation.ts';
import { type Built, type LayoutOptions, layOut, located } from './layout.ts';
import { findModule } from './module.ts';
import { Runner } from './runner.ts';
import { labelOf, type Sources, wireSources } from './sources.ts';
import { reportOf, type TestReport } from './tests.ts';
import type { Dependencies, Evaluated, Inspection } from './wire.ts';

export type { Evaluator } from './evaluator.ts';
export type { Built, BundleFile } from './layout.ts';
export { readSources, type SourceFile, type Sources } from './sources.ts';
export { NO_PROBES, requirePassed, type TestReport } from './tests.ts';
export type { Probes } from './wire.ts';

export interface ToolchainOptions {
  /** Path of opa.wasm or opa.wasm.br, if it is not the one of this package. */
  readonly wasm?: string;
  /** Time limit of one operation in milliseconds; 60,000 if left out. */
  readonly deadline?: number;
  /** Whether what it builds prints what the policy prints; if not, as in a bundle, nothing of `print` is left. */
  readonly print?: boolean;
}

export interface BuildOptions extends Omit<LayoutOptions, 'opa'> {
  /** As `gateway/decision`; in addition to those that METADATA marks. */
  readonly entrypoints?: readonly string[];
}

export class Toolchain {
  readonly #runner: Runner;
  readonly #deadline: number;
  readonly #print: boolean;

  private constructor(runner: Runner, deadline: number, print: boolean) {
    this.#runner = runner;
    this.#deadline = deadline;
    this.#print = print;
  }

  /** Finds the compiled toolchain; its thread is started by the first operation. */
  static async start({ wasm, deadline = 60_000, print = false }: ToolchainOptions = {}): Promise<Toolchain> {
    return new Toolchain(new Runner(wasm ?? (await findModule())), deadline, print);
  }

  /** Compiles a policy, without its tests, to WebAssembly. The same sources give the same bytes. */
  async build(sources: Sources, { entrypoints = [], ...layout }: BuildOptions = {}): Promise<Built> {
    return this.#located(sources, async () => {
      const { opa } = await this.#runner.ask('version', {}, this.#deadline);
      const params = { sources: wireSources(sources), entrypoints, print: this.#print };
      const built = await this.#runner.ask('build', params, this.#deadline);
      return layOut(built, sources, { ...layout, opa });
    });
  }

  /**
   * Runs the tests of a policy. It does not throw when one fails: see `requirePassed`.
   *
   * @param options.run regular expression on the full name of a test, as `data.gateway_test.test_allow`
   * @param options.probes whether to tell what the policy is worth being asked about
   */
  async test(sources: Sources, { run = '', coverage = false, probes = false } = {}): Promise<TestReport> {
    return this.#located(sources, async () => {
      const params = { sources: wireSources(sources), run, coverage, probes };
      const outcome = await this.#runner.ask('test', params, this.#deadline);
      return reportOf(outcome, (file) => labelOf(sources, file));
    });
  }

  /**
   * Compiles a policy in OPA's strict mode. The schema called `input` gives `input` its type; METADATA may refer to any
   * of them as `schema.NAME`. What it gives are warnings: no mistakes, but worth a look.
   */
  async check(sources: Sources, schemas: Readonly<Record<string, unknown>> = {}): Promise<readonly Finding[]> {
    return this.#located(sources, async () => {
      const params = { sources: wireSources(sources), schemas };
      const { warnings } = await this.#runner.ask('check', params, this.#deadline);
      return located(warnings, sources);
    });
  }

  /** The Rego files whose text is not in OPA's format, with the text that would be. */
  async format(sources: Sources): Promise<{ path: string; before: string; after: string }[]> {
    return this.#located(sources, async () => {
      const before = wireSources(sources).filter(({ path }) => path.endsWith('.rego'));
      const after = await this.#runner.ask('format', { sources: before }, this.#deadline);
      return before
        .map(({ path, text }, index) => ({ path, before: text, after: after[index]?.text ?? text }))
        .filter((file) => file.before !== file.after);
    });
  }

  /** Opens a policy for many queries. */
  async open(sources: Sources, options: OpenOptions = {}): Promise<Evaluator> {
    return this.#located(sources, () => openEvaluator(this.#runner, wireSources(sources), options, this.#deadline));
  }

  /** Answers one query by OPA's own evaluator. */
  async evaluate(sources: Sources, query: string, options: EvaluateOptions & { data?: unknown } = {}) {
    const evaluator = await this.open(sources, { data: options.data });
    try {
      return await this.#located(sources, (): Promise<Evaluated> => evaluator.evaluate(query, options));
    } finally {
      await evaluator.close();
    }
  }

  /** Decides once more what was decided, by OPA's own evaluator, and tells why it came out so. */
  async explain(sources: Sources, options: ExplainOptions): Promise<Explanation> {
    return this.#located(sources, async () => {
      const params = { sources: wireSources(sources), ...options };
      const explanation = await this.#runner.ask('explain', params, this.#deadline);
      return locatedExplanation(explanation, (file) => labelOf(sources, file));
    });
  }

  async inspect(sources: Sources): Promise<Inspection> {
    return this.#located(sources, () => this.#runner.ask('inspect', { sources: wireSources(sources) }, this.#deadline));
  }

  /** What each entrypoint depends on. */
  async deps(sources: Sources, entrypoints: readonly string[] = []): Promise<Readonly<Record<string, Dependencies>>> {
    return this.#located(sources, () =>
      this.#runner.ask('deps', { sources: wireSources(sources), entrypoints }, this.#deadline),
    );
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  /** Calls the files of findings what the caller calls them. */
  async #located<Result>(sources: Sources, run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const findings = located(error.findings, sources);
      throw new GatewayError(error.code, error.message, { findings, cause: error.cause });
    }
  }
}
