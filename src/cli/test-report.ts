import type { TestReport } from '../toolchain/toolchain.ts';
import type { FileCoverage, TestResult } from '../toolchain/wire.ts';
import { colours, print } from './output.ts';

interface ReportOptions {
  readonly coverage?: true;
  readonly verbose?: true;
  /** How long all of it took. */
  readonly seconds: number;
}

const MARKS: Readonly<Record<TestResult['status'], string>> = {
  pass: colours.green('pass'),
  fail: colours.red('FAIL'),
  error: colours.red('ERROR'),
  skip: colours.yellow('skip'),
};

/** Prints the outcome of tests for people. */
export function printReport(report: TestReport, { coverage, verbose, seconds }: ReportOptions): void {
  for (const result of report.results) {
    if (result.status !== 'pass' || verbose) printResult(result, verbose === true);
  }
  if (coverage) printCoverage(report.coverage?.files ?? {});
  const counts = [
    colours.green(`${report.passed} passed`),
    report.failed > 0 ? colours.red(`${report.failed} failed`) : '',
    report.skipped > 0 ? colours.yellow(`${report.skipped} skipped`) : '',
    report.coverage ? `${report.coverage.percent.toFixed(1)} % covered` : '',
  ];
  print(`${counts.filter(Boolean).join(', ')} in ${seconds.toFixed(2)} s`);
}

function printResult(result: TestResult, verbose: boolean): void {
  const { file, row, status, failedAt } = result;
  const name = `${result.package}.${result.name}`;
  const duration = colours.dim(`${(result.duration / 1e6).toFixed(1)} ms`);
  print(`${MARKS[status]} ${name} ${colours.dim(`${file}:${row}`)} ${duration}`);
  for (const one of result.cases ?? []) {
    if (one.status === 'fail' || verbose) print(`  ${MARKS[one.status]} ${one.name}`);
  }
  if (result.message !== undefined) print(indent(result.message));
  if (failedAt)
    print(`  ${colours.bold(`${failedAt.file}:${failedAt.row}:${failedAt.col}`)}\n${indent(failedAt.message)}`);
  if (result.output !== undefined && (status !== 'pass' || verbose))
    print(indent(colours.cyan(result.output.trimEnd())));
}

function printCoverage(files: Readonly<Record<string, FileCoverage>>): void {
  const names = Object.keys(files).sort();
  const width = Math.max(0, ...names.map((name) => name.length));
  for (const name of names) {
    const { percent, notCovered } = files[name] as FileCoverage;
    const colour = percent === 100 ? colours.green : percent >= 80 ? colours.yellow : colours.red;
    const lines = notCovered.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
    const missing = lines === '' ? '' : colours.dim(`  not covered: ${lines}`);
    print(`${name.padEnd(width)}  ${colour(`${percent.toFixed(1).padStart(5)} %`)}${missing}`);
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
