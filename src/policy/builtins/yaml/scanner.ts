import { OperandError } from '../operands.ts';
import { type Cursor, isBlank, isBlankOrEnd } from './cursor.ts';
import { scanBlock } from './scan-block.ts';
import { skipComments, skipLineComment } from './scan-comment.ts';
import { scanPlain, scanQuoted } from './scan-scalar.ts';
import { scanDirective, scanName, scanTag } from './scan-tag.ts';
import type { Indicator, SimpleKey, Token } from './token.ts';

/** Characters between the begin of a key and its colon. */
const MAX_SIMPLE_KEY = 1024;
const MAX_FLOW_DEPTH = 10_000;
const MAX_BLOCK_DEPTH = 10_000;

/** With what nothing begins, a plain scalar among them. */
const NO_PLAIN = '-?:,[]{}#&*!|>\'"%@`';

/** All tokens of a YAML stream, as go-yaml has them (scannerc.go, after libyaml); comments are passed over. */
export function scanTokens(cursor: Cursor): readonly Token[] {
  const scanner = new Scanner(cursor);
  while (scanner.next());
  return scanner.tokens;
}

class Scanner {
  readonly tokens: Token[] = [];
  readonly #cursor: Cursor;
  /** The column of the innermost block, and of those around it; -1 outside of all. */
  #indent = -1;
  readonly #indents: number[] = [];
  /** What may turn out to be a key, by the depth of flow collections. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];
  #keyAllowed = true;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  get #inFlow(): boolean {
    return this.#keys.length > 1;
  }

  /** Adds the next token and what comes with it. False at the end. */
  next(): boolean {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unroll(cursor.column);
    if (cursor.peek() === 0) {
      this.#outside();
      this.#add('stream-end');
      return false;
    }
    if (cursor.column === 0 && cursor.startsWith('%')) {
      this.#outside();
      this.tokens.push(scanDirective(cursor));
    } else if (cursor.atDocumentIndicator()) {
      this.#outside();
      this.#indicator(cursor.startsWith('-') ? 'document-start' : 'document-end', 3);
    } else {
      this.#content(String.fromCharCode(cursor.peek()));
      if (this.tokens.at(-1)?.kind !== 'block-entry') skipLineComment(cursor);
    }
    return true;
  }

  #content(character: string): void {
    const ends = isBlankOrEnd(this.#cursor.peek(1));
    if (character === '[') this.#openFlow('flow-sequence-start');
    else if (character === '{') this.#openFlow('flow-mapping-start');
    else if (character === ']') this.#closeFlow('flow-sequence-end');
    else if (character === '}') this.#closeFlow('flow-mapping-end');
    else if (character === ',') this.#flowEntry();
    else if (character === '-' && ends) this.#blockEntry();
    else if (character === '?' && (this.#inFlow || ends)) this.#key();
    else if (character === ':' && (this.#inFlow || ends)) this.#value();
    else if (character === '*') this.#node(() => ({ kind: 'alias', text: scanName(this.#cursor) }));
    else if (character === '&') this.#node(() => ({ kind: 'anchor', text: scanName(this.#cursor) }));
    else if (character === '!') this.#node(() => scanTag(this.#cursor));
    else if (character === "'" || character === '"') this.#quoted();
    else if ((character === '|' || character === '>') && !this.#inFlow) this.#blockScalar();
    else if (this.#beginsPlain(character)) this.#plain();
    else throw new OperandError('nothing begins with this character');
  }

  #beginsPlain(character: string): boolean {
    const next = this.#cursor.peek(1);
    if (character === '-') return !isBlank(next);
    if (character === '?' || character === ':') return !this.#inFlow && !isBlankOrEnd(next);
    return !isBlankOrEnd(this.#cursor.peek()) && !NO_PLAIN.includes(character);
  }

  /** Blanks, comments and line breaks. A tab does not indent. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.match(this.#inFlow || !this.#keyAllowed ? BLANKS : SPACES);
      skipComments(cursor);
      if (cursor.lineBreak() === '') return;
      if (!this.#inFlow) this.#keyAllowed = true;
    }
  }

  #openFlow(kind: Indicator): void {
    this.#saveKey();
    this.#keys.push(undefined);
    if (this.#keys.length - 1 > MAX_FLOW_DEPTH) throw new OperandError('nested too deeply');
    this.#keyAllowed = true;
    this.#indicator(kind);
  }

  #closeFlow(kind: Indicator): void {
    this.#dropKey();
    if (this.#inFlow) this.#keys.pop();
    this.#keyAllowed = false;
    this.#indicator(kind);
  }

  #flowEntry(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#indicator('flow-entry');
  }

  #blockEntry(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new OperandError('no entry of a sequence is allowed here');
      this.#roll(this.#cursor.column, 'block-sequence-start');
    }
    this.#dropKey();
    this.#keyAllowed = true;
    this.#indicator('block-entry');
  }

  #key(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new OperandError('no key is allowed here');
      this.#roll(this.#cursor.column, 'block-mapping-start');
    }
    this.#dropKey();
    this.#keyAllowed = !this.#inFlow;
    this.#indicator('key');
  }

  #value(): void {
    const key = this.#validKey();
    if (key !== undefined) {
      this.tokens.splice(key.token, 0, { kind: 'key' });
      this.#roll(key.mark.column, 'block-mapping-start', key.token);
      this.#keys[this.#keys.length - 1] = undefined;
      this.#keyAllowed = false;
    } else {
      if (!this.#inFlow) {
        if (!this.#keyAllowed) throw new OperandError('no value is allowed here');
        this.#roll(this.#cursor.column, 'block-mapping-start');
      }
      this.#keyAllowed = !this.#inFlow;
    }
    this.#indicator('value');
  }

  #blockScalar(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.tokens.push({ kind: 'scalar', text: scanBlock(this.#cursor, this.#indent), form: 'block' });
  }

  #quoted(): void {
    this.#node(() => ({ kind: 'scalar', text: scanQuoted(this.#cursor), form: 'quoted' }));
  }

  #plain(): void {
    this.#node(() => {
      const { text, brokeLine } = scanPlain(this.#cursor, this.#inFlow, this.#indent + 1);
      if (brokeLine) this.#keyAllowed = true;
      return { kind: 'scalar', text, form: 'plain' };
    });
  }

  /** A token that may be a key, or begin one. */
  #node(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.tokens.push(scan());
  }

  #indicator(kind: Indicator, length = 1): void {
    this.#cursor.skip(length);
    this.#add(kind);
  }

  #add(kind: Indicator): void {
    this.tokens.push({ kind });
  }

  /** Ends all blocks. */
  #outside(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#keyAllowed = false;
  }

  /** Begins a block where the column is beyond that of the block around it. */
  #roll(column: number, kind: Indicator, at = this.tokens.length): void {
    if (this.#inFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > MAX_BLOCK_DEPTH) throw new OperandError('nested too deeply');
    this.tokens.splice(at, 0, { kind });
  }

  /** Ends the blocks that begin beyond this column. */
  #unroll(column: number): void {
    if (this.#inFlow) return;
    for (; this.#indent > column; this.#indent = this.#indents.pop() as number) this.#add('block-end');
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { mark } = this.#cursor;
    this.#dropKey();
    const required = !this.#inFlow && this.#indent === mark.column;
    this.#keys[this.#keys.length - 1] = { token: this.tokens.length, mark, required };
  }

  #dropKey(): void {
    if (this.#keys.at(-1)?.required) throw new OperandError('a colon is needed');
    this.#keys[this.#keys.length - 1] = undefined;
  }

  /** What the colon makes a key: it has to be on the same line, and not far away. */
  #validKey(): SimpleKey | undefined {
    const key = this.#keys.at(-1);
    if (key === undefined) return undefined;
    const { line, index } = this.#cursor.mark;
    if (key.mark.line === line && index - key.mark.index <= MAX_SIMPLE_KEY) return key;
    this.#dropKey();
    return undefined;
  }
}

const BLANKS = /[ \t]+/y;
const SPACES = / +/y;
