import { OperandError } from '../operands.ts';

/** Reads a text from its begin to its end. */
export class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** The next characters, fewer at the end; they stay. */
  peek(length: number): string {
    return this.#text.slice(this.#at, this.#at + length);
  }

  /** Whether the expected text was next; it is passed then. */
  take(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  /** The same for a sticky pattern. */
  match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) throw new OperandError('the text is not as the layout');
  }

  /** The next characters, which have to be as many. */
  read(length: number): string {
    if (this.#at + length > this.#text.length) throw new OperandError('the text is too short');
    this.#at += length;
    return this.#text.slice(this.#at - length, this.#at);
  }

  takeWhile(character: string): void {
    while (this.#text[this.#at] === character) this.#at++;
  }

  /** As many digits as there are, up to a maximum. */
  digits(maximum: number): string {
    const start = this.#at;
    while (this.#at - start < maximum && isDigit(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
