import type { BuiltinContext } from '../builtin.ts';
import { search } from '../strings-search.ts';

/** What re2js knows the end of a text by. */
const END = -8;

/** U+FFFD, as a step of one. */
const REPLACEMENT = (0xfffd << 3) | 1;

/** Conditions that match no character (Go's regexp/syntax, EmptyOp). */
const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

const LINE_FEED = 10;
const NOTHING = -1;

/** Instructions between two looks at the clock. */
const STRIDE = 20_000;

/**
 * A text as the engine of re2js reads it (its MachineInput). It is the place where a search can be ended, as nothing in
 * the engine runs long without reading on; and a byte that is no UTF-8 (a lone surrogate here) reads as U+FFFD, as in Go.
 */
export class TextInput {
  readonly #text: string;
  readonly #context: BuiltinContext;
  /** What reading one character means, in instructions. */
  readonly #price: number;
  #left = STRIDE;

  constructor(text: string, price: number, context: BuiltinContext) {
    this.#text = text;
    this.#price = price;
    this.#context = context;
  }

  endPos(): number {
    return this.#text.length;
  }

  canCheckPrefix(): boolean {
    return true;
  }

  /** The character at this place and, in the last three bits, its length. */
  step(at: number): number {
    this.#left -= this.#price;
    if (this.#left < 0) this.#pause();
    if (at >= this.#text.length) return END;
    const unit = this.#text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdfff) return (unit << 3) | 1;
    const point = this.#text.codePointAt(at) as number;
    return point > 0xffff ? (point << 3) | 2 : REPLACEMENT;
  }

  /** The conditions that hold between two characters. */
  context(at: number): number {
    const before = at > 0 ? this.#text.charCodeAt(at - 1) : NOTHING;
    const after = at < this.#text.length ? this.#text.charCodeAt(at) : NOTHING;
    let holds = isWord(before) === isWord(after) ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
    if (before === NOTHING) holds |= BEGIN_TEXT | BEGIN_LINE;
    else if (before === LINE_FEED) holds |= BEGIN_LINE;
    if (after === NOTHING) holds |= END_TEXT | END_LINE;
    else if (after === LINE_FEED) holds |= END_LINE;
    return holds;
  }

  /** How far it is to what every match begins with; negative where that does not come any more. */
  index(pattern: { readonly prefix: string }, at: number): number {
    const found = search(this.#text, pattern.prefix, at, this.#context);
    return found < 0 ? found : found - at;
  }

  prefixLength(pattern: { readonly prefix: string }): number {
    return pattern.prefix.length;
  }

  /** Whether a text that every match contains comes at all. */
  hasString(sought: { readonly str: string }, at: number): boolean {
    return search(this.#text, sought.str, at, this.#context) >= 0;
  }

  /** Whether one of many texts comes; they are not looked for, as nothing would end that. */
  hasAnyString(): boolean {
    return true;
  }

  #pause(): void {
    this.#left = STRIDE;
    this.#context.checkDeadline();
  }
}

/** `\w`; nothing is no word. */
function isWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}
