import { OperandError } from '../operands.ts';
import type { Token, TokenKind } from './tokens.ts';

const LETTER = String.raw`[\p{L}\p{Nd}_]`;
const SPACE = /[ \t\r\n]+/uy;
const PUNCTUATION = /:=|[=|,()]/uy;
const WORD = new RegExp(`[.$]?${LETTER}*`, 'uy');
const STRING = /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/uy;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/uy;
const NUMBER = new RegExp(
  `[-+]?(?:${[
    '0[xX][0-9a-fA-F_]*(?:\\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?',
    '0[oO][0-7_]*(?:\\.[0-7_]*)?',
    '0[bB][01_]*(?:\\.[01_]*)?',
    '[0-9_]*(?:\\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?',
  ].join('|')})i?`,
  'uy',
);
/** What may follow a number: no letter, and no sign, which would make it a complex one. */
const AFTER_NUMBER = new RegExp(`(?!${LETTER}|[-+])`, 'uy');
const AFTER_WORD = /[ \t\r\n.,|:)(]|(?=\}\})/uy;

const KEYWORDS = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);

/** The words of a template, all its text among them; space is trimmed where a `-` says so. */
export function tokensOf(template: string): Token[] {
  return new Lexer(template).run();
}

class Lexer {
  readonly #template: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(template: string) {
    this.#template = template;
  }

  run(): Token[] {
    let trim = false;
    for (;;) {
      const open = this.#template.indexOf('{{', this.#at);
      this.#text(open < 0 ? this.#template.length : open, trim, open >= 0 && this.#trims(open + 2));
      if (open < 0) return this.#tokens;
      this.#at = open + (this.#trims(open + 2) ? 4 : 2);
      trim = this.#template.startsWith('/*', this.#at) ? this.#comment() : this.#action();
    }
  }

  /** Whether the `{{` before trims the text on its left. */
  #trims(at: number): boolean {
    return this.#template[at] === '-' && isSpace(this.#template[at + 1]);
  }

  #text(end: number, trimLeft: boolean, trimRight: boolean): void {
    let [from, to] = [this.#at, end];
    if (trimLeft) while (from < to && isSpace(this.#template[from])) from++;
    if (trimRight) while (to > from && isSpace(this.#template[to - 1])) to--;
    if (to > from) this.#push('text', this.#template.slice(from, to));
  }

  /** @returns whether the text behind it is trimmed */
  #comment(): boolean {
    const end = this.#template.indexOf('*/', this.#at + 2);
    if (end < 0) throw new OperandError('a comment does not end');
    this.#at = end + 2;
    const trim = this.#close();
    if (trim === undefined) throw new OperandError('a comment ends before its action');
    return trim;
  }

  /** @returns whether the text behind it is trimmed */
  #action(): boolean {
    let parentheses = 0;
    this.#push('open', '{{');
    for (;;) {
      const trim = this.#close();
      if (trim !== undefined) {
        if (parentheses > 0) throw new OperandError('a parenthesis does not end');
        this.#push('close', '}}');
        return trim;
      }
      const text = this.#next();
      if (text === '(') parentheses++;
      if (text === ')' && --parentheses < 0) throw new OperandError('an unexpected parenthesis');
    }
  }

  /** The end of an action, if it is here: whether it trims. */
  #close(): boolean | undefined {
    const trim = isSpace(this.#template[this.#at]) && this.#template.startsWith('-}}', this.#at + 1);
    if (!trim && !this.#template.startsWith('}}', this.#at)) return undefined;
    this.#at += trim ? 4 : 2;
    return trim;
  }

  #next(): string {
    const character = this.#template.charAt(this.#at);
    if (isSpace(character)) return this.#space();
    if (/[=:|,()]/.test(character)) return this.#read('punctuation', PUNCTUATION);
    if (character === '"' || character === '`') return this.#read('string', STRING);
    if (character === "'") return this.#read('character', CHARACTER);
    if (/[-+0-9]/.test(character) || /^\.[0-9]/.test(this.#template.slice(this.#at, this.#at + 2))) {
      const number = this.#read('number', NUMBER);
      this.#expect(AFTER_NUMBER);
      return number;
    }
    return this.#word();
  }

  /** A space before `-}}` belongs to the end of the action. */
  #space(): string {
    const text = this.#read('space', SPACE);
    if (this.#template.startsWith('-}}', this.#at)) this.#at--;
    return text;
  }

  #word(): string {
    const word = this.#match(WORD);
    if (word === '') throw new OperandError('an unexpected character in an action');
    this.#expect(AFTER_WORD);
    this.#push(kindOf(word), word);
    return word;
  }

  #read(kind: TokenKind, pattern: RegExp): string {
    const text = this.#match(pattern);
    if (text === '') throw new OperandError('an unexpected character in an action');
    this.#push(kind, text);
    return text;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#template)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  #expect(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#template)) throw new OperandError('an unexpected character in an action');
  }

  #push(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text });
  }
}

function kindOf(word: string): TokenKind {
  if (word === '.') return 'dot';
  if (word.startsWith('.')) return 'field';
  if (word.startsWith('$')) return 'variable';
  if (word === 'true' || word === 'false') return 'bool';
  if (word === 'nil') return 'nil';
  return KEYWORDS.has(word) ? 'keyword' : 'function';
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
