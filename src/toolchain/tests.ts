import { type Finding, GatewayError } from '../errors.ts';
import type { Coverage, Operations, Probes, TestResult } from './wire.ts';

/** Outcome of all tests of a policy. */
export interface TestReport {
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Where it was asked for. */
  readonly coverage?: Coverage;
  readonly probes?: Probes;
}

/** Of a policy that nobody looked at. */
export const NO_PROBES: Probes = { inputs: [], constants: [] };

/** @param located puts the policy's folder before the path of a file */
export function reportOf(
  { results, coverage, probes }: Operations['test']['result'],
  located: (file: string) => string,
): TestReport {
  const count = (...statuses: TestResult['status'][]) => results.filter((r) => statuses.includes(r.status)).length;
  return {
    results: results.map(({ failedAt, ...result }) => ({
      ...result,
      file: located(result.file),
      ...(failedAt ? { failedAt: { ...failedAt, file: located(failedAt.file) } } : {}),
    })),
    passed: count('pass'),
    failed: count('fail', 'error'),
    skipped: count('skip'),
    ...(coverage ? { coverage: { ...coverage, files: mapKeys(coverage.files, located) } } : {}),
    ...(probes ? { probes } : {}),
  };
}

function mapKeys<Value>(record: Readonly<Record<string, Value>>, rename: (key: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));
}

/** The place of each failure: the expression that did not hold, or else the test. */
export function failures(report: TestReport): Finding[] {
  return report.results
    .filter(({ status }) => status === 'fail' || status === 'error')
    .map((result) => {
      const { file, row, col } = result.failedAt ?? result;
      const name = `${result.package}.${result.name}`;
      const cases = result.cases?.filter(({ status }) => status === 'fail').map((one) => one.name) ?? [];
      const which = cases.length > 0 ? `${name} (${cases.join(', ')})` : name;
      const why = result.message ?? result.failedAt?.message ?? 'is not true';
      return {
        file,
        ...(row === undefined ? {} : { row }),
        ...(col === undefined ? {} : { col }),
        code: result.status === 'error' ? 'test_error' : 'test_failed',
        message: `${which}: ${why.trim()}`,
      };
    });
}

/** @throws GatewayError policy_tests_failed with a finding for each failure */
export function requirePassed(report: TestReport): void {
  if (report.failed === 0) return;
  const message = `${report.failed} of ${report.results.length} policy tests failed`;
  throw new GatewayError('policy_tests_failed', message, { findings: failures(report) });
}
