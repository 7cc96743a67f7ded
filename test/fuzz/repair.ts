import type { GatewayError } from '../../src/errors.ts';
import { type Program, type Rule, textOf } from './program.ts';

/**
 * The program without the mistakes that OPA found in it: each rule with one has a value of any type instead, so that
 * those that use it still compile.
 */
export function withoutMistakes(program: Program, { message, findings }: GatewayError): Program {
  const rows = (file: string) => findings.filter((finding) => finding.file === file).map(({ row }) => row ?? 0);
  const library = repaired(program.library, 'q', rows('q.rego'));
  const rules = repaired(program.rules, 'p', rows('p.rego'));
  if (library.some(isNew) || rules.some(isNew)) return { ...program, library, rules };
  // A mistake within the expressions of a string has no place: one rule after the other, from those that use the others.
  const last = [...program.rules, ...program.library].findLast((rule) => !isStub(rule));
  if (last === undefined) throw new Error(`no rule has the mistake: ${message}`);
  const replace = (all: readonly Rule[]) => all.map((rule) => (rule === last ? stub(rule) : rule));
  return { ...program, library: replace(program.library), rules: replace(program.rules) };

  function isNew(rule: Rule): boolean {
    return !program.library.includes(rule) && !program.rules.includes(rule);
  }
}

function repaired(rules: readonly Rule[], name: string, rows: readonly number[]): Rule[] {
  const lines = (some: readonly Rule[]) => textOf(name, some).split('\n').length - 1;
  return rules.map((rule, i) => {
    const [start, end] = [lines(rules.slice(0, i)), lines(rules.slice(0, i + 1))];
    return !isStub(rule) && rows.some((row) => row > start && row <= end) ? stub(rule) : rule;
  });
}

/** Nothing is known of the type of an input. */
const ANYTHING = 'input.a';

function stub({ name, arity }: Rule): Rule {
  const parameters = arity === 0 ? '' : `(${Array.from({ length: arity }, () => '_').join(', ')})`;
  return { name, arity, clauses: [{ head: `${name}${parameters} := ${ANYTHING}`, body: [], otherwise: [] }] };
}

function isStub({ clauses: [first, ...others] }: Rule): boolean {
  return others.length === 0 && first?.head.endsWith(` := ${ANYTHING}`) === true && first.body.length === 0;
}
