import { isNumber, numberFromText, numberText, RegoObject, RegoSet, type Value } from './value.ts';

/** Deeper values than this are not read or written: they would end the thread's stack. */
const MAX_DEPTH = 1000;

/** Thrown for text that is no literal; the runtime itself wrote it, so the instance is not to be trusted. */
export class LiteralError extends Error {}

/**
 * The value that a Rego literal spells: JSON, and besides `{1, 2}`, `set()` and objects with keys of any type, as
 * `opa_value_dump` writes them. Where an object has a key twice, the last one counts.
 */
export function parseLiteral(text: string): Value {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

/** The literal of a value, as `opa_value_parse` reads it. Lone surrogates become U+FFFD, as in Go. */
export function literalOf(value: Value, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return finiteText(numberText(value));
  if (depth > MAX_DEPTH) throw new LiteralError('the value is nested too deeply');
  const next = depth + 1;
  if (value instanceof RegoSet) {
    return value.size === 0 ? 'set()' : `{${[...value].map((member) => literalOf(member, next)).join(',')}}`;
  }
  if (value instanceof RegoObject) {
    return `{${[...value].map(([key, member]) => `${literalOf(key, next)}:${literalOf(member, next)}`).join(',')}}`;
  }
  return `[${value.map((item) => literalOf(item, next)).join(',')}]`;
}

function finiteText(text: string): string {
  if (text === 'NaN' || text.endsWith('Infinity')) throw new LiteralError('the number is not finite');
  return text;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?[0-9]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]*)?/y;
const WORD = /null|true|false|set\(\)/y;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > MAX_DEPTH) throw new LiteralError('the value is nested too deeply');
    this.#take(SPACE);
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case '[':
        return this.#array(depth);
      case '{':
        return this.#braces(depth);
      case 'n':
      case 't':
      case 'f':
      case 's':
        return this.#word();
      default:
        return this.#number();
    }
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at !== this.#text.length) throw this.#unexpected();
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    let escaped = false;
    for (; this.#text[end] !== '"'; end++) {
      if (end >= this.#text.length) throw this.#unexpected();
      if (this.#text[end] === '\\') {
        escaped = true;
        end++;
      }
    }
    this.#at = end + 1;
    return escaped ? (JSON.parse(this.#text.slice(start, end + 1)) as string) : this.#text.slice(start + 1, end);
  }

  #number(): Value {
    const token = this.#take(NUMBER);
    if (token === undefined || token === '' || token === '-') throw this.#unexpected();
    return numberFromText(token);
  }

  #word(): Value {
    switch (this.#take(WORD)) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      case 'set()':
        return new RegoSet();
      default:
        throw this.#unexpected();
    }
  }

  #array(depth: number): Value[] {
    const items: Value[] = [];
    this.#at++;
    if (this.#eat(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.#eat(']')) return items;
      this.#expect(',');
    }
  }

  /** An object or a set: what follows the first member tells. */
  #braces(depth: number): RegoObject | RegoSet {
    this.#at++;
    if (this.#eat('}')) return new RegoObject();
    const first = this.value(depth + 1);
    return this.#eat(':') ? this.#object(first, depth) : this.#set(first, depth);
  }

  #object(firstKey: Value, depth: number): RegoObject {
    const object = new RegoObject().set(firstKey, this.value(depth + 1));
    while (!this.#eat('}')) {
      this.#expect(',');
      const key = this.value(depth + 1);
      this.#expect(':');
      object.set(key, this.value(depth + 1));
    }
    return object;
  }

  #set(first: Value, depth: number): RegoSet {
    const set = new RegoSet().add(first);
    while (!this.#eat('}')) {
      this.#expect(',');
      set.add(this.value(depth + 1));
    }
    return set;
  }

  #take(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #eat(character: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#eat(character)) throw this.#unexpected();
  }

  #unexpected(): LiteralError {
    return new LiteralError(`no Rego literal at offset ${this.#at}`);
  }
}
