/* Random policies and inputs over the keys a, b and c, to try out what a person would not write. */

/** A repeatable source of numbers below 1 (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = ['a', 'b', 'c'];
const pick = <Item>(random: Random, items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;

/** An object with members three levels deep. */
export function randomInput(random: Random): Record<string, unknown> {
  return object(random, 3);
}

function object(random: Random, depth: number): Record<string, unknown> {
  return Object.fromEntries(KEYS.filter(() => random() < 0.8).map((key) => [key, value(random, depth - 1)]));
}

function value(random: Random, depth: number): unknown {
  const kind = random();
  if (depth > 0 && kind < 0.6) return object(random, depth);
  if (depth > 0 && kind < 0.7) return [value(random, depth - 1), value(random, depth - 1)];
  return pick<unknown>(random, [0, 1, 's', 'a', true, false, null, [], {}]);
}

/** A policy of the package `p` with the entrypoint `p/main`. Not every one compiles. */
export function randomPolicy(random: Random): string {
  const writer = new Writer(random);
  const parts = ['package p', 'k := "a"'];
  for (let level = 0; level < 4; level++) parts.push(writer.rule(level), writer.func(level));
  return [...parts, writer.main(4)].join('\n\n');
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
    const definition = () => `${name} := ${this.#body(level)}`;
    switch (pick(this.#random, ['one', 'one', 'two', 'else', 'default', 'set', 'plain', 'object'])) {
      case 'plain':
        return `${name} := ${this.#ref([], level)}`;
      case 'two':
        return `${definition()}\n\n${definition()}`;
      case 'else':
        return `${definition()} else := ${this.#body(level)}`;
      case 'default':
        return `default ${name} := {"a": 1}\n\n${definition()}`;
      case 'set':
        return `${name} contains ${this.#body(level)}`;
      case 'object':
        return `${name}[${pick(this.#random, ['"a"', '"b"', 'input.a'])}] := ${this.#body(level)}`;
      default:
        return definition();
    }
  }

  func(level: number): string {
    return `f${level}(x) := ${this.#body(level, ['x'])}`;
  }

  main(level: number): string {
    return `main contains ${this.#body(level)}\n\nmain contains ${this.#body(level)}`;
  }

  /** `VALUE if { ... }` */
  #body(level: number, known: readonly string[] = []): string {
    const locals = [...known];
    const statements = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () => this.#statement(locals, level));
    return `${this.#expression(locals, level)} if {\n\t${statements.join('\n\t')}\n}`;
  }

  #statement(locals: string[], level: number): string {
    const fresh = () => `x${this.#locals++}`;
    const ref = () => this.#ref(locals, level);
    const expression = () => this.#expression(locals, level);
    const declare = (write: (name: string) => string) => {
      const name = fresh();
      const statement = write(name);
      locals.push(name);
      return statement;
    };
    switch (Math.floor(this.#random() * 12)) {
      case 0:
        return `${ref()} == ${expression()}`;
      case 1:
        return `${ref()} != ${expression()}`;
      case 2:
        return ref();
      case 3:
        return `not ${ref()}`;
      case 4:
        return `not ${ref()} == ${expression()}`;
      case 5:
        return declare((name) => `some ${name} in ${ref()}`);
      case 6:
        return declare(
          (name) => `${name} := ${ref()} with input.${pick(this.#random, ['a', 'a.b', 'b.c.a'])} as ${expression()}`,
        );
      case 7:
        return declare((name) => `${name} := ${ref()} with input as ${pick(this.#random, [ref(), '{"a": {"b": 1}}'])}`);
      case 8:
        return `every y in ${ref()} { y != ${expression()} }`;
      default:
        return declare((name) => `${name} := ${expression()}`);
    }
  }

  #expression(locals: readonly string[], level: number): string {
    const ref = () => this.#ref(locals, level);
    switch (Math.floor(this.#random() * 14)) {
      case 0:
        return pick(this.#random, ['1', '"s"', 'true', '{"b": 1}', '[1]']);
      case 1:
        return `[${ref()}, ${ref()}]`;
      case 2:
        return `{"a": ${ref()}}`;
      case 3:
        return `object.get(${ref()}, "b", 1)`;
      case 4:
        return `[y | some y in ${ref()}]`;
      case 5:
        return `count(${ref()})`;
      case 6:
      case 7:
        return level > 0 ? `f${Math.floor(this.#random() * level)}(${ref()})` : ref();
      case 8:
        return `{${ref()}}`;
      default:
        return ref();
    }
  }

  #ref(locals: readonly string[], level: number): string {
    const rules = Array.from({ length: level }, (_, index) => `r${index}`);
    const base = pick(this.#random, ['input', 'input', 'input', ...locals, ...locals, ...rules]);
    const keys = Array.from({ length: Math.floor(this.#random() * 3) + (base === 'input' ? 1 : 0) }, () =>
      this.#random() < 0.01 ? '[k]' : `.${pick(this.#random, KEYS)}`,
    );
    return base + keys.join('');
  }
}
