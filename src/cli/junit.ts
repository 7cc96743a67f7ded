import type { TestReport } from '../toolchain/toolchain.ts';
import type { TestResult } from '../toolchain/wire.ts';

/** The outcome of tests as JUnit XML, one suite for each package, as CI systems read it. */
export function writeJUnit(report: TestReport): string {
  const suites = Map.groupBy(report.results, (result) => result.package);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${totals(report.results)}>`];
  for (const [name, results] of suites) {
    lines.push(`  <testsuite name="${xmlText(name)}" ${totals(results)}>`);
    for (const result of results) lines.push(...testCase(result));
    lines.push('  </testsuite>');
  }
  return [...lines, '</testsuites>'].join('\n');
}

function totals(results: readonly TestResult[]): string {
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  const time = results.reduce((sum, { duration }) => sum + duration, 0) / 1e9;
  return `tests="${results.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skip')}" time="${time.toFixed(6)}"`;
}

function testCase(result: TestResult): string[] {
  const place = `file="${xmlText(result.file)}" line="${result.row}"`;
  const time = (result.duration / 1e9).toFixed(6);
  const open = `    <testcase classname="${xmlText(result.package)}" name="${xmlText(result.name)}" ${place} time="${time}"`;
  const inside: string[] = [];
  if (result.status === 'skip') inside.push('      <skipped/>');
  if (result.status === 'error') inside.push(problem('error', result.message ?? ''));
  if (result.status === 'fail') inside.push(problem('failure', failure(result)));
  if (result.output !== undefined) inside.push(`      <system-out>${xmlText(result.output)}</system-out>`);
  return inside.length === 0 ? [`${open}/>`] : [`${open}>`, ...inside, '    </testcase>'];
}

function failure({ failedAt, cases = [] }: TestResult): string {
  const failed = cases.filter(({ status }) => status === 'fail').map(({ name }) => name);
  const where = failedAt
    ? `${failedAt.file}:${failedAt.row}:${failedAt.col}\n${failedAt.message}`
    : 'the test is not true';
  return failed.length > 0 ? `${failed.join(', ')}: ${where}` : where;
}

function problem(kind: 'error' | 'failure', text: string): string {
  const [first = ''] = text.split('\n');
  return `      <${kind} message="${xmlText(first)}">${xmlText(text)}</${kind}>`;
}

/** Text for XML 1.0, which has no place for most control characters. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
