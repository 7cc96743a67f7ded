import { parseAddress } from '../network.ts';
import { kindOfWord } from './encoded-word.ts';

/** Thrown where a text is no mail address. */
class NoAddress extends Error {}

const SPACE = /[ \t]*/y;
const DOT_ATOM = /[^\0- \x7f()<>[\]:;@\\,"]+/y;
const QUOTED = /"(?:[^\0-\x08\x0a-\x1f\x7f"\\]|\\[^\0-\x08\x0a-\x1f\x7f])*"/y;
const DOMAIN_LITERAL = /\[([^\0- \x7f[\]\\]*)\]/y;

/** Whether a text is one mail address, with or without a name (RFC 5322, as Go's mail.ParseAddress reads it). */
export function isMailAddress(text: string): boolean {
  try {
    const parser = new Parser(text);
    const addresses = parser.address(true);
    parser.skipComments();
    return addresses === 1 && parser.atEnd;
  } catch (thrown) {
    if (thrown instanceof NoAddress) return false;
    throw thrown;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** The number of addresses: a group may have any number of them. */
  address(isGroupAllowed: boolean): number {
    this.#take(SPACE);
    if (this.atEnd) throw new NoAddress();
    const start = this.#at;
    if (this.#specification()) {
      this.#take(SPACE);
      if (
        this.#eat('(') &&
        this.#comment()
          .split(/[ \t]+/)
          .some(isUnreadable)
      )
        throw new NoAddress();
      return 1;
    }
    this.#at = start;
    if (this.#text[this.#at] !== '<') this.#phrase();
    this.#take(SPACE);
    if (isGroupAllowed && this.#eat(':')) return this.#group();
    if (!this.#eat('<') || !this.#specification() || !this.#eat('>')) throw new NoAddress();
    return 1;
  }

  skipComments(): void {
    this.#take(SPACE);
    while (this.#eat('(')) {
      this.#comment();
      this.#take(SPACE);
    }
  }

  /** `local@domain`. */
  #specification(): boolean {
    this.#take(SPACE);
    const isQuoted = this.#text[this.#at] === '"';
    const local = isQuoted ? this.#take(QUOTED) : this.#take(DOT_ATOM);
    if (local === undefined || (isQuoted ? local === '""' : !areDotsWithin(local)) || !this.#eat('@')) return false;
    this.#take(SPACE);
    if (this.#text[this.#at] !== '[') {
      const domain = this.#take(DOT_ATOM);
      return domain !== undefined && areDotsWithin(domain);
    }
    const literal = this.#take(DOMAIN_LITERAL);
    return literal !== undefined && parseAddress(literal.slice(1, -1)) !== undefined;
  }

  /** The name before an address. What is wrong behind its first word is found to be no address then. */
  #phrase(): void {
    let words = 0;
    // Go joins the encoded words that follow each other, and looks for comments behind plain ones only.
    let isPending = false;
    for (;;) {
      if (words > 0) this.skipComments();
      this.#take(SPACE);
      const word = this.#take(QUOTED) ?? this.#take(DOT_ATOM);
      const kind = word === undefined || word.startsWith('"') ? 'plain' : kindOfWord(word);
      if (word === undefined || kind === 'unknown') break;
      if (kind === 'encoded') isPending = true;
      else if (kind === 'plain') words++;
    }
    if (words === 0 && !isPending) throw new NoAddress();
  }

  /** `:` is behind it. */
  #group(): number {
    let addresses = 0;
    this.#take(SPACE);
    while (!this.#eat(';')) {
      if (addresses > 0 && !this.#eat(',')) throw new NoAddress();
      this.#take(SPACE);
      addresses += this.address(false);
      this.skipComments();
    }
    this.skipComments();
    return addresses;
  }

  /** The text within parentheses, which may nest; the first is behind it. */
  #comment(): string {
    const start = this.#at;
    for (let depth = 1; depth > 0; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new NoAddress();
      if (character === '\\' && this.#at + 1 < this.#text.length) this.#at++;
      else if (character === '(') depth++;
      else if (character === ')') depth--;
    }
    return this.#text.slice(start, this.#at - 1);
  }

  #eat(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #take(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function isUnreadable(word: string): boolean {
  return kindOfWord(word) === 'unknown';
}

function areDotsWithin(atom: string): boolean {
  return !atom.startsWith('.') && !atom.endsWith('.') && !atom.includes('..');
}
