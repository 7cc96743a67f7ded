/*
 * JSON.parse of V8 14.6 (Node 26) takes one member name for another: where an object before had a name that begins with a
 * backslash, a name that is written with escapes may be read as that one. A body could so hide a member from the policy
 * that the upstream sees. A name without an escape is always read right, so only texts with such names are read here.
 */

/** Makes a value of the text of a number. */
export type ReadNumber = (text: string) => unknown;

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const CONSTANT = /true|false|null/y;
/** The last escape of a name. Every character is looked at a few times at most. */
const ESCAPED_NAME = /\\.[^"\\]*"[ \t\n\r]*:/s;

/**
 * What `JSON.parse` is meant to give. Of equal names the last one counts.
 *
 * @param number left out: numbers are doubles
 * @throws SyntaxError, or RangeError where it is nested too deeply
 */
export function readJson(text: string, number?: ReadNumber): unknown {
  // False is certain, true is not: a colon may stand in a string.
  if (text.includes('\\') && ESCAPED_NAME.test(text)) return new Reader(text, number ?? Number).read();
  if (number === undefined) return JSON.parse(text);
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? number(source) : value,
  );
}

class Reader {
  readonly #text: string;
  readonly #number: ReadNumber;
  #at = 0;

  constructor(text: string, number: ReadNumber) {
    this.#text = text;
    this.#number = number;
  }

  read(): unknown {
    const value = this.#value();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  /** With the white space around it. */
  #value(): unknown {
    this.#take(SPACE);
    const value = this.#bare();
    this.#take(SPACE);
    return value;
  }

  #bare(): unknown {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
    }
    const constant = this.#take(CONSTANT);
    if (constant !== undefined) return JSON.parse(constant);
    const number = this.#take(NUMBER);
    if (number === undefined) throw this.#unexpected();
    return this.#number(number);
  }

  #object(): object {
    const object: Record<string, unknown> = {};
    this.#items('}', () => {
      this.#take(SPACE);
      const name = this.#string();
      this.#take(SPACE);
      if (!this.#skip(':')) throw this.#unexpected();
      const value = this.#value();
      Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
    });
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    this.#items(']', () => array.push(this.#value()));
    return array;
  }

  /** What stands between the brackets, with commas. */
  #items(close: string, item: () => void): void {
    this.#at++;
    this.#take(SPACE);
    if (this.#skip(close)) return;
    do item();
    while (this.#skip(','));
    if (!this.#skip(close)) throw this.#unexpected();
  }

  #string(): string {
    const literal = this.#take(STRING);
    if (literal === undefined) throw this.#unexpected();
    return JSON.parse(literal) as string;
  }

  #skip(character: string): boolean {
    const found = this.#text[this.#at] === character;
    if (found) this.#at++;
    return found;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected character at position ${this.#at} in JSON`);
  }
}
