import type { ExplainedDecision } from '../replay/explain.ts';
import type {
  Change,
  ExplainedClause,
  ExplainedReason,
  ExplainedRule,
  ExplainedStep,
} from '../toolchain/explanation.ts';
import { colours } from './output.ts';
import { plain } from './table.ts';

type Place = Pick<ExplainedStep, 'file' | 'row'>;

/** An explanation for a terminal: what was decided, the reasons with their rules, the way to it, and the way round. */
export function explanationText(explained: ExplainedDecision): string {
  const { reasons, rule, notes } = explained;
  return [
    ...heading(explained),
    ...notes.map((note) => `${colours.yellow('note')} ${plain(note)}`),
    ...reasons.flatMap((reason) => ['', ...reasonLines(reason)]),
    '',
    colours.bold(plain(rule.name)),
    ...indent(clausesOf(rule)),
    ...(explained.incomplete ? ['', 'There is more than is shown.'] : []),
    '',
    ...nearestLines(explained),
  ].join('\n');
}

function heading({ allow, decision_id, timestamp, bundle, revision, entrypoint }: ExplainedDecision): string[] {
  const what = allow ? colours.green('allowed') : colours.red('denied');
  const by = bundle === undefined ? '' : ` of bundle ${plain(bundle)}, revision ${plain(revision ?? '-')}`;
  return [`${what} ${plain(decision_id)} ${colours.dim(timestamp)}`, `by ${plain(entrypoint)}${by}`];
}

function reasonLines({ code, message, rule }: ExplainedReason): string[] {
  const title = `${colours.bold(plain(code))}${message === undefined ? '' : `: ${plain(message)}`}`;
  if (rule === undefined) return [title, '  no rule can be named that gave it'];
  return [title, ...indent(clausesOf(rule))];
}

function ruleLines(rule: ExplainedRule): string[] {
  const value = rule.value === undefined ? 'is undefined' : `= ${plain(rule.value)}`;
  const again = rule.again ? colours.dim(' (see above)') : '';
  return [`${colours.cyan(plain(rule.name))} ${value}${again}`, ...indent(clausesOf(rule))];
}

function clausesOf({ clauses = [] }: ExplainedRule): string[] {
  return clauses.flatMap(clauseLines);
}

function clauseLines({ file, row, text, steps = [] }: ExplainedClause): string[] {
  const place = { file, row };
  return [`${placeOf(place)} ${plain(text)}`, ...indent(steps.flatMap((step) => stepLines(step, place)))];
}

/** A step that stands on the line that was named last does without its place. */
function stepLines(step: ExplainedStep, last: Place): string[] {
  const { text, held, values = [], others = 0, steps = [], rules = [] } = step;
  const mark = step.head ? 'value' : held ? colours.green('held') : colours.red('failed');
  const place = step.row === last.row && step.file === last.file ? '' : `${placeOf(step)} `;
  const more = others > 0 ? colours.dim(` (and with ${others} more ${others === 1 ? 'set' : 'sets'} of values)`) : '';
  const isRule = (name: string) => rules.some((rule) => `.${rule.name}`.endsWith(`.${name}`));
  const shown = values.filter(({ name }) => !isRule(name) && name !== text);
  return [
    `${place}${mark}: ${plain(text)}${more}`,
    ...indent(
      shown.map(({ name, value }) => plain(value === undefined ? `${name} is undefined` : `${name} = ${value}`)),
    ),
    ...indent(steps.flatMap((inner) => stepLines(inner, step))),
    ...indent(rules.flatMap(ruleLines)),
  ];
}

function placeOf({ file, row }: Place): string {
  return colours.bold(`${plain(file)}:${row}`);
}

function nearestLines({ allow, nearest: { changes, tries, exhausted } }: ExplainedDecision): string[] {
  const other = allow ? 'deny' : 'allow';
  if (changes.length === 0) {
    const why = exhausted ? 'nothing was left to try' : 'the search ended at its bounds';
    return [`No small change of the input that would ${other} was found in ${tries} tries; ${why}.`];
  }
  const ways = changes.map((way) => indent(way.map(changeLine)));
  return [
    colours.bold(`It would ${other} with this change of its input${ways.length > 1 ? ', or one of these' : ''}:`),
    ...ways.flatMap((lines, i) => (i > 0 && lines.length > 1 ? ['  or', ...lines] : lines)),
  ];
}

function changeLine({ path, from, to }: Change): string {
  const value = (it: unknown) => (it === undefined ? 'nothing' : plain(JSON.stringify(it)));
  return `${plain(path)}: ${value(from)} -> ${value(to)}`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
