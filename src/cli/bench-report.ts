import type { CaseReport, EntrypointReport } from './bench-measure.ts';
import { colours, print } from './output.ts';
import { plain, table } from './table.ts';

/** Lines of each list; --json has all of them. */
const MOST = 10;

/** Prints what an entrypoint costs, for people. */
export function printEntrypoint(name: string, { all, cases, builtins, loops, faults }: EntrypointReport): void {
  print(colours.bold(plain(name)));
  if (all !== undefined) {
    const dearest = cases.toSorted((a, b) => b.time.median - a.time.median).slice(0, MOST);
    const rows = cases.length > 1 ? [{ name: `all ${cases.length}`, ...all }, ...dearest] : dearest;
    print(indent(table(['CASE', 'TIME us', 'INPUT', 'EVALUATION', 'OUTPUT', 'BYTES'], rows.map(caseRow))));
    if (cases.length > MOST) print(indent(`The ${MOST} dearest of ${cases.length} cases.`));
    printList(
      'BUILT-IN',
      'CALLS',
      builtins.map(({ name, calls }) => [name, calls]),
    );
    printList(
      'LOOP',
      'ROUNDS',
      loops.map(({ rule, loop, rounds }) => [`${rule}, loop ${loop}`, rounds]),
    );
  }
  for (const { name: entry, code, message } of faults) {
    print(indent(`${colours.red(`${plain(entry)} ${code}`)} ${plain(message)}`));
  }
}

function caseRow({ name, time, shares, bytes }: CaseReport): string[] {
  const { median, least, largest } = time;
  const percents = [shares.input, shares.evaluation, shares.output].map((share) => `${(share * 100).toFixed(0)} %`);
  return [
    plain(name),
    `${median.toFixed(2)} (${least.toFixed(2)} to ${largest.toFixed(2)})`,
    ...percents,
    String(bytes),
  ];
}

function printList(what: string, unit: string, entries: readonly (readonly [string, number])[]): void {
  if (entries.length === 0) return;
  const rows = entries.slice(0, MOST).map(([name, count]) => [plain(name), rounded(count)]);
  print(`\n${indent(table([what, `${unit} an evaluation`], rows))}`);
  if (entries.length > MOST) print(indent(`And ${entries.length - MOST} more.`));
}

function rounded(count: number): string {
  return Number.isInteger(count) ? String(count) : count.toFixed(2);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
