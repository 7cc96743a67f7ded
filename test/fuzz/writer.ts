import { argument } from './arguments.ts';
import { BARE, BUILTINS, type Signature } from './builtins.ts';
import { constant, TYPES, type Type } from './constants.ts';
import type { Dice } from './dice.ts';
import { TEXTS } from './texts.ts';

/** A variable, a rule, or a function that takes values of these types. */
export interface Name {
  readonly name: string;
  readonly type: Type;
  readonly args?: readonly Type[];
}

/** Variables whose members may be looked up. */
function openIn(scope: readonly Name[]): string[] {
  return scope
    .filter(({ type }) => type === 'any' || type === 'obj')
    .map(({ name }) => name)
    .slice(-3);
}

/** Writes expressions and statements. OPA sorts sets and objects and WASM does not, so an array is never made of one. */
export class Writer {
  readonly #dice: Dice;
  readonly #known: readonly Name[];
  readonly #bare: boolean;
  #variables = 0;

  /**
   * @param known rules and functions that may be used
   * @param bare without what the rewriting mends
   */
  constructor(dice: Dice, known: readonly Name[], bare: boolean) {
    this.#dice = dice;
    this.#known = known;
    this.#bare = bare;
  }

  variable(): string {
    return `x${this.#variables++}`;
  }

  type(): Type {
    return this.#dice.pick(TYPES);
  }

  expression(type: Type, scope: readonly Name[], depth: number): string {
    if (depth <= 0 || this.#dice.chance(0.25)) return this.#leaf(type, scope);
    if (this.#dice.chance(0.35)) return this.#call(type, scope, depth) ?? this.#leaf(type, scope);
    const part = (wanted: Type) => this.expression(wanted, scope, depth - 1);
    const infix = (wanted: Type, operators: readonly string[]) =>
      `(${part(wanted)} ${this.#dice.pick(operators)} ${part(wanted)})`;
    switch (type) {
      case 'num':
        return infix('num', ['+', '-', '*', '%', '+']);
      case 'str':
        return this.#bare ? this.#leaf(type, scope) : `$"${this.#dice.pick(TEXTS.key)}{${part('any')}}"`;
      case 'bool':
        return this.#dice.chance(0.3)
          ? `(${part('any')} in ${this.collection(scope, depth - 1)})`
          : this.comparison(scope, depth);
      case 'arr':
        return this.#dice.chance(0.5)
          ? `[${this.#dice.times(0, 3, () => part('any')).join(', ')}]`
          : `sort([${this.#comprehension(scope, depth, (inner) => this.expression('any', inner, depth - 1))}])`;
      case 'set':
        if (this.#dice.chance(0.4)) return infix('set', ['|', '&', '-']);
        return this.#dice.chance(0.4)
          ? `{${this.#dice.times(1, 3, () => part('any')).join(', ')}}`
          : `{${this.#comprehension(scope, depth, (inner) => this.expression('any', inner, depth - 1))}}`;
      case 'obj':
        return this.#dice.chance(0.5)
          ? `{${this.#dice.times(0, 3, () => `${this.key(scope)}: ${part('any')}`).join(', ')}}`
          : `{${this.#comprehension(scope, depth, (inner) => `${this.key(inner)}: ${this.expression('any', inner, depth - 1)}`)}}`;
      default:
        return this.expression(this.type(), scope, depth);
    }
  }

  comparison(scope: readonly Name[], depth: number): string {
    const type = this.#dice.chance(0.5) ? 'any' : this.type();
    const operator = this.#dice.pick(['==', '!=', '<', '>=']);
    return `(${this.expression(type, scope, depth - 1)} ${operator} ${this.expression(type, scope, depth - 1)})`;
  }

  collection(scope: readonly Name[], depth: number): string {
    if (this.#dice.chance(0.4)) return this.path(scope);
    return this.expression(this.#dice.pick(['arr', 'set', 'obj']), scope, depth);
  }

  /** A name of a member, constant or not. */
  key(scope: readonly Name[]): string {
    return this.#dice.chance(0.7) ? JSON.stringify(this.#dice.pick(TEXTS.key)) : this.expression('str', scope, 1);
  }

  /** Somewhere in a document. */
  path(scope: readonly Name[]): string {
    const base = this.#dice.pick(['input', 'input', 'input', 'data.d', 'data.d', ...openIn(scope)]);
    const least = base === 'input' && this.#dice.chance(0.95) ? 1 : 0;
    return base + this.#dice.times(least, 3, () => this.#step(scope)).join('');
  }

  /** Statements, and the variables that they bind, are added to the scope. */
  body(scope: Name[], depth: number, most: number): string[] {
    return this.#dice.times(1, most, () => this.#statement(scope, depth));
  }

  #step(scope: readonly Name[]): string {
    if (this.#dice.chance(0.7)) return `.${this.#dice.pick(TEXTS.key)}`;
    if (this.#dice.chance(0.3)) return `[${this.#dice.below(3)}]`;
    const [variable] = scope.length > 0 ? [this.#dice.pick(scope)] : [];
    return variable === undefined ? '["a"]' : `[${variable.name}]`;
  }

  #statement(scope: Name[], depth: number): string {
    const bind = (write: (name: string) => string, type: Type = 'any') => {
      const name = this.variable();
      const statement = write(name);
      scope.push({ name, type });
      return statement;
    };
    const some = (type: Type = 'any') => this.expression(type, scope, depth - 1);
    switch (this.#dice.below(19)) {
      case 0:
      case 1:
      case 2: {
        const type = this.#dice.chance(0.3) ? 'any' : this.type();
        return bind((name) => `${name} := ${this.expression(type, scope, depth)}`, type);
      }
      case 3:
      case 4:
        return bind((name) => `some ${name} in ${this.collection(scope, depth - 1)}; ${name} != 7`);
      case 5:
        return bind((key) =>
          bind((value) => `some ${key}, ${value} in ${this.collection(scope, depth - 1)}; ${key} != ${value}`),
        );
      case 6:
        return bind((name) => `${name} := ${this.path(scope)}[_]`);
      case 7:
        return `not ${this.expression(this.#dice.pick(['bool', 'any']), scope, depth - 1)}`;
      case 8:
        return this.#every(scope, depth);
      case 9:
        return `${this.comparison(scope, depth)} ${this.#with(scope, depth)}`;
      case 10:
        return bind((name) => `${name} := ${some()} ${this.#with(scope, depth)}`);
      case 11:
        return bind((first) => bind((second) => `[${first}, ${second}] = ${this.path(scope)}`));
      case 12:
        return bind((path) => bind((value) => `walk(${this.path(scope)}, [${path}, ${value}])`));
      case 13:
        return bind((name) => `{"a": ${name}} = ${this.path(scope)}`);
      case 14:
        return bind((first) =>
          bind((second) => `some [${first}, ${second}] in ${this.collection(scope, depth - 1)}; ${first} != ${second}`),
        );
      case 15:
        return bind((key) => `some ${key}; ${this.path(scope)}[${key}] == ${some()}`);
      case 16:
        return `${this.#dice.pick(['not ', ''])}(${some()}, ${some()} in ${this.collection(scope, depth - 1)})`;
      default:
        return this.#dice.chance(0.3) ? this.path(scope) : this.expression('bool', scope, depth);
    }
  }

  #every(scope: readonly Name[], depth: number): string {
    const [key, value] = [this.variable(), this.variable()];
    const inner: Name[] = [...scope, { name: value, type: 'any' }];
    const names = this.#dice.chance(0.4) ? `${key}, ${value}` : value;
    if (names !== value) inner.push({ name: key, type: 'any' });
    const domain = this.collection(scope, depth - 1);
    const used = names === value ? `${value} != 7` : `${key} != ${value}`;
    return `every ${names} in ${domain} { ${[used, ...this.body(inner, depth - 2, 2)].join('; ')} }`;
  }

  #with(scope: readonly Name[], depth: number): string {
    const functions = this.#known.filter(({ args }) => args !== undefined);
    const rules = this.#known.filter(({ name, args }) => args === undefined && name.startsWith('data.')).slice(-2);
    const value = () => this.expression('any', scope, depth - 2);
    const members = [
      () => `with input.${this.#dice.pick(TEXTS.key)} as ${value()}`,
      () => `with input.a.${this.#dice.pick(TEXTS.key)} as ${value()}`,
    ];
    const targets = [
      ...(this.#bare ? [] : members),
      () => `with input as ${this.expression('obj', [], 0)}`,
      () => `with data.d.${this.#dice.pick(TEXTS.key)} as ${value()}`,
      ...rules.map(
        ({ name }) =>
          () =>
            `with ${name} as ${value()}`,
      ),
      () => this.#dice.pick(['with upper as lower', 'with count as 2', 'with lower as "a"']),
      ...functions.map(
        ({ name }) =>
          () =>
            `with ${name} as ${value()}`,
      ),
    ];
    return this.#dice.pick(targets)();
  }

  /** `HEAD | BODY` */
  #comprehension(scope: readonly Name[], depth: number, head: (inner: readonly Name[]) => string): string {
    const inner = [...scope];
    const body = this.body(inner, depth - 1, 2).join('; ');
    return `${head(inner)} | ${body}`;
  }

  #leaf(type: Type, scope: readonly Name[]): string {
    const fit = (names: readonly Name[]) =>
      names.filter((one) => one.args === undefined && (one.type === type || type === 'any' || one.type === 'any'));
    const [locals, rules] = [fit(scope), fit(this.#known)];
    if (locals.length > 0 && this.#dice.chance(0.5)) return this.#dice.pick(locals).name;
    if (rules.length > 0 && this.#dice.chance(0.3)) return this.#dice.pick(rules).name;
    if (this.#dice.chance(0.4)) return this.path(scope);
    return this.constant(type);
  }

  constant(type: Type): string {
    return constant(this.#dice, type, this.#bare);
  }

  /** Of a function or a built-in that gives this type. */
  #call(type: Type, scope: readonly Name[], depth: number): string | undefined {
    const own = this.#known.filter((one) => one.args !== undefined && (one.type === type || type === 'any'));
    if (own.length > 0 && this.#dice.chance(0.3)) {
      const { name, args = [] } = this.#dice.pick(own);
      return `${name}(${args.map((arg) => this.expression(arg, scope, depth - 1)).join(', ')})`;
    }
    const fit = (this.#bare ? BARE : BUILTINS).filter(({ result }) => result === type || type === 'any');
    return fit.length === 0 ? undefined : this.#builtin(this.#dice.pick(fit), scope, depth);
  }

  #builtin({ name, args }: Signature, scope: readonly Name[], depth: number): string {
    return `${name}(${args.map((kind) => argument(this, this.#dice, kind, scope, depth - 1)).join(', ')})`;
  }
}
