import { type Command, Option } from 'commander';
import type { TestReport } from '../toolchain/toolchain.ts';
import { writeJUnit } from './junit.ts';
import { EXIT, note, print, printJson, withProgress } from './output.ts';
import { percent } from './percent.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';
import { printReport } from './test-report.ts';

interface Options {
  readonly coverage?: true;
  readonly threshold?: number;
  readonly run?: string;
  readonly format: 'pretty' | 'json' | 'junit';
  readonly json?: true;
  readonly verbose?: true;
}

/** `regate test`: runs the tests of a policy. */
export function registerTest(program: Command): void {
  program
    .command('test')
    .description('run the tests of a policy (rules named test_*), and measure what they cover')
    .argument('[paths...]', 'folders of Rego and data', [DEFAULT_POLICIES])
    .option('--run <regexp>', 'run only tests whose full name matches, as data.gateway_test.test_allow')
    .option('--coverage', 'print coverage by file, with the lines that no test reaches')
    .option('--threshold <percent>', 'exit with 1 if less is covered', percent)
    .option('-v, --verbose', 'print the tests that pass too, and what print() wrote')
    .addOption(new Option('--format <format>', 'how to print').choices(['pretty', 'json', 'junit']).default('pretty'))
    .option('--json', 'the same as --format json')
    .action(run);
}

async function run(paths: string[], options: Options): Promise<void> {
  const started = performance.now();
  const sources = await readPolicies(paths);
  const settings = { run: options.run ?? '', coverage: true };
  const report = await withToolchain((toolchain) => withProgress('Testing', toolchain.test(sources, settings)));
  const percentage = report.coverage?.percent ?? 0;

  if (options.json || options.format === 'json') printJson(report);
  else if (options.format === 'junit') print(writeJUnit(report));
  else printReport(report, { ...options, seconds: (performance.now() - started) / 1000 });

  if (report.failed > 0) process.exitCode = EXIT.found;
  if (nothingRan(report)) {
    note(options.run === undefined ? 'There is no test.' : `No test matches ${options.run}.`);
    process.exitCode = EXIT.found;
  }
  if (options.threshold !== undefined && percentage < options.threshold) {
    note(`Coverage is ${percentage.toFixed(1)} %, below the threshold of ${options.threshold} %.`);
    process.exitCode = EXIT.found;
  }
}

function nothingRan(report: TestReport): boolean {
  return report.results.length === 0;
}
