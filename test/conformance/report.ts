import { EXCEPTIONS, exceptionFor } from './exceptions.ts';
import type { Judged } from './run.ts';

/** A line for each group, sorted by name, and one for all; below it the exceptions that were used. */
export function tableOf(cases: readonly Judged[]): string {
  const groups = [...Map.groupBy(cases, (one) => one.case.group)].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...groups.map(([name]) => name.length));
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(width) + cells.map((cell) => String(cell).padStart(10)).join('');
  return [
    line('group', ['cases', 'passed', 'excepted', 'failed', 'projected']),
    ...groups.map(([name, some]) => line(name, counts(some))),
    line('all', counts(cases)),
    '',
    ...exceptionLines(cases),
  ].join('\n');
}

function counts(cases: readonly Judged[]): number[] {
  const [passed = [], bad = []] = [true, false].map((good) =>
    cases.filter((one) => (one.status === 'passed') === good),
  );
  const excepted = bad.filter((one) => exceptionFor(one) !== undefined).length;
  const projected = cases.filter((one) => one.projected).length;
  return [cases.length, passed.length, excepted, bad.length - excepted, projected];
}

function exceptionLines(cases: readonly Judged[]): string[] {
  return EXCEPTIONS.flatMap((exception) => {
    const count = cases.filter((one) => one.status !== 'passed' && exceptionFor(one) === exception).length;
    return count === 0 ? [] : [`${String(count).padStart(4)} excepted. ${exception.reason}`];
  });
}

/** What was wrong with a case. */
export function failureText({ case: one, status, reason, want, got }: Judged, verbose: boolean): string {
  const lines = [`${status} ${one.version} ${one.group}: ${one.note}`];
  if (reason !== undefined) lines.push(`  ${reason}`);
  if (want !== undefined) lines.push(`  want ${want}`, `  got  ${got}`);
  if (verbose) {
    const { query, modules = [], data, input, input_term } = one;
    lines.push(`  query ${query}`, ...modules.map((module) => module.replace(/^/gm, '  | ')));
    if (data !== undefined) lines.push(`  data ${JSON.stringify(data)}`);
    if (input !== undefined || input_term !== undefined) lines.push(`  input ${input_term ?? JSON.stringify(input)}`);
  }
  return lines.join('\n');
}
