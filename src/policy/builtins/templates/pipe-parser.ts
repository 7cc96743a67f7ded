import { LimitExceeded } from '../../faults.ts';
import { OperandError } from '../operands.ts';
import { FUNCTIONS } from './functions.ts';
import { characterOf, numberOf, unquote } from './literals.ts';
import type { Command, Operand, Pipe } from './nodes.ts';
import { is, type TokenKind, unexpected, type Words } from './words.ts';

/** Functions that are no entries of FUNCTIONS. */
const SPECIAL = ['and', 'or', 'call'];

/** Words that an operand begins with. */
const OPERANDS: readonly TokenKind[] = [
  ...(['bool', 'character', 'dot', 'field', 'function', 'number', 'nil', 'string', 'variable'] as const),
];

/** Parentheses in one another; Go takes 10,000. */
const MAX_DEPTH = 500;

/** Reads what stands in an action: commands with pipes between them (Go: text/template/parse). */
export class PipeParser {
  readonly #words: Words;
  /** Names in scope, with their `$`. */
  variables: string[] = ['$'];
  #depth = 0;

  constructor(words: Words) {
    this.#words = words;
  }

  /** Up to the end of the action; only a `range` may declare two variables. */
  read(context: 'range' | 'other'): Pipe {
    return this.#pipe(context, 'close');
  }

  #pipe(context: 'range' | 'other', end: TokenKind, closing?: string): Pipe {
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#words.peekWord();
      if (is(token, end, closing)) break;
      if (!OPERANDS.includes(token.kind) && !is(token, 'punctuation', '(')) throw unexpected(token.text);
      commands.push(this.#command());
    }
    this.#words.nextWord();
    if (commands.length === 0) throw new OperandError('a value is missing');
    if (commands.slice(1).some(([first]) => isConstant(first))) throw new OperandError('a constant takes no argument');
    return { kind: 'pipe', variables, assigns, commands };
  }

  /** `$x :=`, `$x =`, and in a range `$i, $x :=`. */
  #declarations(context: 'range' | 'other'): Pick<Pipe, 'variables' | 'assigns'> {
    const variables: string[] = [];
    while (is(this.#words.peekWord(), 'variable')) {
      const start = this.#words.at;
      const { text: name } = this.#words.nextWord();
      const { kind, text } = this.#words.nextWord();
      if (kind !== 'punctuation' || ![':=', '=', ','].includes(text)) {
        this.#words.at = start;
        break;
      }
      variables.push(name);
      this.variables.push(name);
      if (text !== ',') return { variables, assigns: text === '=' };
      const follows = this.#words.peekWord();
      const goesOn = is(follows, 'variable') || is(follows, 'close') || is(follows, 'punctuation', ')');
      if (context !== 'range' || variables.length > 1 || !goesOn) throw unexpected(',');
    }
    return { variables, assigns: false };
  }

  #command(): Command {
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#words.next();
      if (is(token, 'space')) continue;
      if (is(token, 'close') || is(token, 'punctuation', ')')) this.#words.at--;
      else if (!is(token, 'punctuation', '|')) throw unexpected(token.text);
      const [first, ...others] = operands;
      if (first === undefined) throw new OperandError('a command is empty');
      return [first, ...others];
    }
  }

  /** A term, and the fields behind it. */
  #operand(): Operand | undefined {
    const term = this.#term();
    const names: string[] = [];
    while (term !== undefined && is(this.#words.peek(), 'field')) names.push(this.#words.next().text.slice(1));
    if (term === undefined || names.length === 0) return term;
    if (term.kind === 'field') return { kind: 'field', names: [...term.names, ...names] };
    if (term.kind === 'variable') return { ...term, names };
    if (isConstant(term)) throw new OperandError('a constant has no fields');
    return { kind: 'chain', of: term, names };
  }

  #term(): Operand | undefined {
    const token = this.#words.peekWord();
    if (is(token, 'punctuation', '(')) return this.#parenthesis();
    if (!OPERANDS.includes(token.kind)) return undefined;
    const { kind, text } = this.#words.nextWord();
    switch (kind) {
      case 'dot':
      case 'nil':
        return { kind };
      case 'bool':
        return { kind: 'constant', value: text === 'true' };
      case 'string':
        return { kind: 'constant', value: unquote(text) };
      case 'character':
        return characterOf(text);
      case 'number':
        return numberOf(text);
      case 'field':
        return { kind: 'field', names: [text.slice(1)] };
      case 'variable':
        if (!this.variables.includes(text)) throw new OperandError('an undefined variable');
        return { kind: 'variable', name: text, names: [] };
      default:
        if (!Object.hasOwn(FUNCTIONS, text) && !SPECIAL.includes(text)) throw new OperandError('an unknown function');
        return { kind: 'function', name: text };
    }
  }

  #parenthesis(): Operand {
    this.#words.nextWord();
    if (++this.#depth > MAX_DEPTH) throw new LimitExceeded('a template has too many parentheses');
    const pipe = this.#pipe('other', 'punctuation', ')');
    this.#depth--;
    return pipe;
  }
}

function isConstant({ kind }: Operand): boolean {
  return kind === 'constant' || kind === 'overflow' || kind === 'nil' || kind === 'dot';
}
