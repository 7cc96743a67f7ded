import { OperandError } from '../operands.ts';

/** A place in a text. */
export interface Mark {
  readonly line: number;
  /** Characters before it in its line. */
  readonly column: number;
  /** Characters before it in the text. */
  readonly index: number;
}

/** What YAML does not have. */
const FORBIDDEN = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const MARK = '\ufeff';

/** Reads a YAML text from its begin to its end, and knows line and column. A character is a code point. */
export class Cursor {
  readonly #text: string;
  readonly #checkDeadline: () => void;
  #at = 0;
  #line = 0;
  #column = 0;
  #index = 0;
  #brokeLine = false;
  #steps = 0;

  constructor(text: string, checkDeadline: () => void) {
    if (FORBIDDEN.test(text)) throw new OperandError('a character that YAML does not have');
    this.#text = text.startsWith(MARK) ? text.slice(1) : text;
    this.#checkDeadline = checkDeadline;
  }

  get mark(): Mark {
    return { line: this.#line, column: this.#column, index: this.#index };
  }

  get column(): number {
    return this.#column;
  }

  /** Whether a line ended since the last character that is no blank. */
  get brokeLine(): boolean {
    return this.#brokeLine;
  }

  /** The code unit at this distance; 0 at the end. */
  peek(distance = 0): number {
    return this.#text.charCodeAt(this.#at + distance) || 0;
  }

  startsWith(expected: string): boolean {
    return this.#text.startsWith(expected, this.#at);
  }

  /** Passes code units, which must be no line breaks and no half of a character. */
  skip(units = 1): string {
    if ((++this.#steps & STEPS) === 0) this.#checkDeadline();
    const passed = this.#text.slice(this.#at, this.#at + units);
    this.#at += units;
    const characters = passed.length - pairsIn(passed);
    this.#column += characters;
    this.#index += characters;
    if (!isBlank(passed.charCodeAt(passed.length - 1))) this.#brokeLine = false;
    return passed;
  }

  /** Passes what a sticky pattern matches, which must not be a line break. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    return length === 0 ? '' : this.skip(length);
  }

  /** Passes a line break, if there is one, and gives the one that it means. */
  lineBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    if ((++this.#steps & STEPS) === 0) this.#checkDeadline();
    const units = code === CARRIAGE_RETURN && this.peek(1) === LINE_FEED ? 2 : 1;
    this.#at += units;
    this.#index += units;
    this.#column = 0;
    this.#line++;
    this.#brokeLine = true;
    return code >= LINE_SEPARATOR ? String.fromCharCode(code) : '\n';
  }

  /** Whether `---` or `...` stands here alone at the begin of a line. */
  atDocumentIndicator(): boolean {
    return this.#column === 0 && (this.startsWith('---') || this.startsWith('...')) && isBlankOrEnd(this.peek(3));
  }
}

/** The time is looked at once in so many steps. */
const STEPS = 0xff;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LINE_SEPARATOR = 0x2028;

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

export function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

function pairsIn(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) pairs++;
  return pairs;
}

/** Lines that were broken within a scalar are joined: by a space, or by the breaks that follow the first one. */
export function folded(first: string, rest: string): string {
  return first === '\n' ? rest || ' ' : first + rest;
}
