import { FLIP_KINDS, type FlipKind } from '../replay/flip.ts';
import type { Comparison, FlipGroup } from '../replay/tally.ts';
import { xmlText } from './junit.ts';
import { colours } from './output.ts';
import { plain, table } from './table.ts';

export type ReportFormat = 'pretty' | 'json' | 'junit' | 'markdown';

export interface ReportFacts {
  /** What was done, as `Replay`. */
  readonly title: string;
  readonly candidate: string;
  /** Why it is not tolerable; undefined where it is. */
  readonly verdict: string | undefined;
  readonly seconds: number;
}

/** A comparison as text, by format. */
export const REPORTS: Readonly<Record<ReportFormat, (comparison: Comparison, facts: ReportFacts) => string>> = {
  pretty,
  markdown,
  junit,
  json: (comparison, { verdict }) => JSON.stringify({ ...comparison, verdict: verdict ?? null }, null, 2),
};

const MEANING: Readonly<Record<FlipKind, string>> = {
  deny_to_allow: 'denied before, allowed now',
  allow_to_deny: 'allowed before, denied now',
  changed: 'other limits, obligations or reasons',
};

/** Groups that are listed; the rest is counted. */
const SHOWN = 20;

function pretty(comparison: Comparison, { candidate, verdict, seconds }: ReportFacts): string {
  const { compared, same, unknown, flips, groups } = comparison;
  const counts = FLIP_KINDS.map((kind) => `${paint(kind, flips[kind])} ${kind}`).join(', ');
  const lines = [
    `${plain(candidate)}: ${compared} decisions compared in ${seconds.toFixed(1)} s, ${same} same, ${counts}, ${unknown} unknown`,
  ];
  if (groups.length > 0) lines.push('', flipsText(comparison));
  if (groups.length > SHOWN) lines.push('', `${groups.length - SHOWN} more groups; --json has them all.`);
  if (verdict !== undefined) lines.push('', `${colours.red('not tolerable')}: ${verdict}`);
  return lines.join('\n');
}

/** The groups of a comparison as a table, and an example of each. */
export function flipsText({ groups }: Comparison): string {
  const shown = groups.slice(0, SHOWN);
  const heads = ['FLIP', 'COUNT', 'ROUTE', 'BEFORE', 'NOW', 'SUBJECTS'];
  return [table(heads, shown.map(rowOf)), ...shown.flatMap((group) => ['', ...exampleOf(group)])].join('\n');
}

function paint(kind: FlipKind, count: number): string {
  if (count === 0) return '0';
  return (kind === 'deny_to_allow' ? colours.red : colours.yellow)(String(count));
}

function rowOf({ kind, count, route, before, after, subjects, subjectCount }: FlipGroup): string[] {
  const most = subjects.map(({ id, count: hits }) => `${id || '-'} (${hits})`).join(', ');
  const more = subjectCount > subjects.length ? `, ${subjectCount - subjects.length} more` : '';
  return [kind, String(count), route || '-', before || '-', after || '-', most + more].map(plain);
}

function exampleOf({ kind, example }: FlipGroup): string[] {
  const { recorded, before, after } = example;
  return [
    `${colours.bold(kind)}, ${MEANING[kind]}; decision ${plain(recorded.id)}, shortened:`,
    `  input   ${plain(JSON.stringify(recorded.input))}`,
    `  before  ${plain(JSON.stringify(before))}`,
    `  now     ${plain(JSON.stringify(after))}`,
  ];
}

function markdown(comparison: Comparison, { title, candidate, verdict }: ReportFacts): string {
  const { compared, same, unknown, flips, groups } = comparison;
  const cell = (text: string) => plain(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('`', "'");
  const lines = [
    `### ${title} of \`${cell(candidate)}\`: ${verdict === undefined ? 'tolerable' : '**not tolerable**'}`,
    '',
    `${compared} decisions compared, ${same} same, ${unknown} unknown.`,
    '',
    '| Flip | Decisions |',
    '|---|---|',
    ...FLIP_KINDS.map((kind) => `| ${kind} (${MEANING[kind]}) | ${flips[kind]} |`),
  ];
  if (verdict !== undefined) lines.push('', `Not tolerable: ${cell(verdict)}.`);
  if (groups.length === 0) return lines.join('\n');
  lines.push('', '| Flip | Decisions | Route | Before | Now | Subjects |', '|---|---|---|---|---|---|');
  for (const group of groups.slice(0, SHOWN)) lines.push(`| ${rowOf(group).map(cell).join(' | ')} |`);
  if (groups.length > SHOWN) lines.push('', `${groups.length - SHOWN} more groups.`);
  for (const group of groups.slice(0, SHOWN)) {
    const [title = '', ...rest] = exampleOf(group);
    lines.push('', `<details><summary>${cell(group.kind)} on ${cell(group.route || '-')}</summary>`, '');
    lines.push('```text', cell(title), ...rest.map((line) => line.replaceAll('```', "'''")), '```', '', '</details>');
  }
  return lines.join('\n');
}

/** A test case for each group of flips, as CI systems read it. */
function junit(comparison: Comparison, { title, candidate, verdict }: ReportFacts): string {
  const { groups } = comparison;
  const failures = verdict === undefined ? 0 : Math.max(1, groups.length);
  const cases = groups.map((group) => {
    const name = xmlText(`${group.kind} on ${group.route || '-'}: ${group.before || '-'} to ${group.after || '-'}`);
    const text = xmlText(exampleOf(group).join('\n'));
    const inside =
      verdict === undefined
        ? `<system-out>${text}</system-out>`
        : `<failure message="${xmlText(`${group.count} decisions`)}">${text}</failure>`;
    return `    <testcase classname="${title.toLowerCase()}" name="${name}">${inside}</testcase>`;
  });
  if (groups.length === 0) {
    const inside = verdict === undefined ? '' : `<failure message="${xmlText(verdict)}"/>`;
    cases.push(`    <testcase classname="${title.toLowerCase()}" name="no flip">${inside}</testcase>`);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="${title.toLowerCase()} of ${xmlText(candidate)}" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}
