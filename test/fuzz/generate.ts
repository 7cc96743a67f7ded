import type { Type } from './constants.ts';
import { Dice } from './dice.ts';
import { randomObject } from './documents.ts';
import type { Clause, Program, Rule } from './program.ts';
import { TEXTS } from './texts.ts';
import { type Name, Writer } from './writer.ts';

/** How deep expressions are nested. */
const DEPTH = 3;

/** The program of a seed. Not all of its rules compile. */
export function generate(seed: number): Program {
  const dice = new Dice(seed);
  const bare = dice.chance(0.2);
  const known: Name[] = [];
  const writer = () => new Writer(dice, known, bare);
  const make = (prefix: string, qualified: string, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const rule = dice.chance(0.25) ? func(dice, writer(), `${prefix}${i}`) : ruleOf(dice, writer(), `${prefix}${i}`);
      known.push({ ...rule.as, name: qualified + rule.as.name });
      return rule.rule;
    });
  const library = make('s', 'data.q.', 4);
  const rules = make('r', '', 14);
  const inputs = dice.times(8, 8, () => randomObject(dice, 4));
  return { library, rules, data: randomObject(dice, 4), inputs, bare };
}

interface Made {
  readonly rule: Rule;
  /** As what others know it. */
  readonly as: Name;
}

function func(dice: Dice, writer: Writer, name: string): Made {
  const args = dice.times(1, 2, (): Type => (dice.chance(0.4) ? 'any' : writer.type()));
  const type = writer.type();
  const clauses = dice.times(1, 2, (): Clause => {
    const scope: Name[] = args.map((arg) => ({ name: writer.variable(), type: arg }));
    const heads = scope.map((parameter) => (dice.chance(0.15) ? writer.constant(parameter.type) : parameter.name));
    const used = scope.filter((_, i) => heads[i] === scope[i]?.name);
    const body = dice.chance(0.7) ? writer.body(used, DEPTH, 2) : [];
    return { head: `${name}(${heads.join(', ')}) := ${writer.expression(type, used, DEPTH)}`, body, otherwise: [] };
  });
  const fallback = `${name}(${args.map(() => '_').join(', ')}) := ${writer.constant(type)}`;
  const rule = { name, arity: args.length, clauses, ...(dice.chance(0.2) && { fallback }) };
  return { rule, as: { name, type, args } };
}

function ruleOf(dice: Dice, writer: Writer, name: string): Made {
  const clause = (head: (scope: readonly Name[]) => string, otherwise = false): Clause => {
    const scope: Name[] = [];
    const body = writer.body(scope, DEPTH, 3);
    return { head: head(scope), body, otherwise: otherwise ? branches(dice, writer, type) : [] };
  };
  const value = (scope: readonly Name[]) => writer.expression(type, scope, DEPTH);
  const type = writer.type();
  const made = (rule: Omit<Rule, 'name' | 'arity'>, known: Type): Made => ({
    rule: { name, arity: 0, ...rule },
    as: { name, type: known },
  });
  switch (dice.below(9)) {
    case 0:
      return made({ clauses: dice.times(1, 2, () => clause((scope) => `${name} contains ${value(scope)}`)) }, 'set');
    case 1:
      return made(
        { clauses: dice.times(1, 2, () => clause((scope) => `${name}[${writer.key(scope)}] := ${value(scope)}`)) },
        'obj',
      );
    case 2: {
      const adds = () => clause((scope) => `${name}.a[${writer.key(scope)}] contains ${value(scope)}`);
      // Where the two meet, they contradict each other.
      const sets = () => clause((scope) => `${name}.a.${dice.pick(TEXTS.key)} := ${value(scope)}`);
      return made({ clauses: [...dice.times(1, 2, adds), ...(dice.chance(0.3) ? [sets()] : [])] }, 'obj');
    }
    case 3:
      return made({ clauses: [clause(() => name)] }, 'bool');
    case 8: {
      const heads = [
        (scope: readonly Name[]) => `${name}[${writer.key(scope)}][${writer.key(scope)}] := ${value(scope)}`,
        (scope: readonly Name[]) => `${name}[${writer.key(scope)}].b[${writer.key(scope)}] := ${value(scope)}`,
        (scope: readonly Name[]) => `${name}[${writer.key(scope)}] := ${value(scope)}`,
      ];
      return made({ clauses: dice.times(1, 3, () => clause(dice.pick(heads))) }, 'obj');
    }
    case 4:
      return made(
        { fallback: `${name} := ${writer.constant(type)}`, clauses: [clause((scope) => `${name} := ${value(scope)}`)] },
        type,
      );
    case 5:
      return made({ clauses: [clause((scope) => `${name} := ${value(scope)}`, true)] }, type);
    case 6:
      return made({ clauses: dice.times(2, 2, () => clause((scope) => `${name} := ${value(scope)}`)) }, type);
    default:
      return made({ clauses: [{ head: `${name} := ${value([])}`, body: [], otherwise: [] }] }, type);
  }
}

function branches(dice: Dice, writer: Writer, type: Type) {
  return dice.times(1, 2, () => {
    const scope: Name[] = [];
    const body = writer.body(scope, DEPTH, 2);
    return { value: writer.expression(type, scope, DEPTH), body };
  });
}
