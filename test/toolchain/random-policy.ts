import { pick, type Random } from '../../src/replay/random.ts';

/* Random policies and inputs over few keys, to try out what a person would not write. */

const KEYS = ['a', 'b'];

/** An object with members four levels deep. */
export function randomInput(random: Random): Record<string, unknown> {
  return object(random, 4);
}

function object(random: Random, depth: number): Record<string, unknown> {
  return Object.fromEntries(KEYS.filter(() => random() < 0.9).map((key) => [key, value(random, depth - 1)]));
}

function value(random: Random, depth: number): unknown {
  const kind = random();
  if (depth > 0 && kind < 0.75) return object(random, depth);
  if (depth > 0 && kind < 0.8) return [value(random, depth - 1), value(random, depth - 1)];
  return pick<unknown>(random, [0, 1, 1, 'a', true, true, false, null, [1], {}]);
}

/**
 * A policy of the package `p` with the entrypoint `p/main`, a set of numbers: each stands for a few statements that
 * held. Not every policy compiles.
 */
export function randomPolicy(random: Random): string {
  const writer = new Writer(random);
  const parts = ['package p', 'k := "a"'];
  for (let level = 0; level < 3; level++) parts.push(writer.rule(level), writer.func(level));
  for (let bit = 0; bit < 6; bit++) parts.push(`main contains ${bit} if ${writer.body([], 3)}`);
  return parts.join('\n\n');
}

class Writer {
  readonly #random: Random;
  #locals = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A rule that may use those of lower levels. */
  rule(level: number): string {
    const name = `r${level}`;
    const definition = () => `${name} := ${this.#value([], level)} if ${this.body([], level)}`;
    switch (pick(this.#random, ['plain', 'plain', 'one', 'two', 'else', 'default', 'set', 'object'])) {
      case 'plain':
        return `${name} := ${this.#ref([], level)}`;
      case 'two':
        return `${definition()}\n\n${definition()}`;
      case 'else':
        return `${definition()} else := ${this.#value([], level)}`;
      case 'default':
        return `default ${name} := {"a": 1}\n\n${definition()}`;
      case 'set':
        return `${name} contains ${this.#value([], level)}`;
      case 'object':
        return `${name}[${pick(this.#random, ['"a"', '"b"', 'input.a.a'])}] := ${this.#value([], level)}`;
      default:
        return definition();
    }
  }

  func(level: number): string {
    const head = `f${level}(x) := ${this.#value(['x'], level)}`;
    return this.#random() < 0.5 ? head : `${head} if ${this.body(['x'], level)}`;
  }

  /** `{ ... }` */
  body(known: readonly string[], level: number): string {
    const locals = [...known];
    const count = 1 + Math.floor(this.#random() * 3);
    const statements = Array.from({ length: count }, () => this.#statement(locals, level));
    return `{\n\t${statements.join('\n\t')}\n}`;
  }

  #statement(locals: string[], level: number): string {
    const ref = () => this.#ref(locals, level);
    const declare = (write: (name: string) => string) => {
      const name = `x${this.#locals++}`;
      const statement = write(name);
      locals.push(name);
      return statement;
    };
    const target = () => pick(this.#random, ['input.a', 'input.b', 'input.a.b', 'input.b.a.a']);
    switch (Math.floor(this.#random() * 14)) {
      case 0:
        return `${ref()} ${pick(this.#random, ['==', '!='])} ${this.#value(locals, level)}`;
      case 1:
        return ref();
      case 2:
        return `not ${ref()}`;
      case 3:
        return `not ${ref()} == ${this.#constant()}`;
      case 4:
        return declare((name) => `some ${name} in ${ref()}`);
      case 5:
        return `${ref()} != 7 with ${target()} as ${this.#value(locals, level)}`;
      case 6:
        return declare((name) => `${name} := ${ref()} with ${target()} as ${this.#value(locals, level)}`);
      case 7:
        return declare((name) => `${name} := ${ref()} with input as ${pick(this.#random, [ref(), '{"a": {"b": 1}}'])}`);
      case 8:
        return `every y in ${ref()} { y != ${this.#constant()} }`;
      case 9:
        return `${ref()} == ${this.#constant()}`;
      default:
        return declare((name) => `${name} := ${this.#value(locals, level)}`);
    }
  }

  #constant(): string {
    return pick(this.#random, ['1', '1', '"a"', 'true', '{"b": 1}', '[1]', 'null']);
  }

  #value(locals: readonly string[], level: number): string {
    const ref = () => this.#ref(locals, level);
    switch (Math.floor(this.#random() * 16)) {
      case 0:
        return this.#constant();
      case 1:
        return `[${ref()}, ${ref()}]`;
      case 2:
        return `{"a": ${ref()}}`;
      case 3:
        return `object.get(${ref()}, "b", 1)`;
      case 4:
        return `[y | some y in ${ref()}; y != 1]`;
      case 5:
        return `count(${ref()})`;
      case 6:
      case 7:
      case 8:
        return level > 0 ? `f${Math.floor(this.#random() * level)}(${ref()})` : ref();
      default:
        return ref();
    }
  }

  #ref(locals: readonly string[], level: number): string {
    const rules = Array.from({ length: level }, (_, index) => `r${index}`);
    const base = pick(this.#random, ['input', 'input', ...locals, ...locals, ...rules]);
    const least = base === 'input' ? 1 : 0;
    const keys = Array.from({ length: least + Math.floor(this.#random() * 3) }, () =>
      this.#random() < 0.02 ? '[k]' : `.${pick(this.#random, KEYS)}`,
    );
    return base + keys.join('');
  }
}
