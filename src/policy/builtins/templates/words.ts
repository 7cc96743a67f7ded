import { OperandError } from '../operands.ts';
import { tokensOf } from './lexer.ts';
import { END, type Token } from './tokens.ts';

export type { TokenKind } from './tokens.ts';
export { END, is } from './tokens.ts';

/** The words of a template, one by one. */
export class Words {
  readonly #tokens: readonly Token[];
  at = 0;

  constructor(template: string) {
    this.#tokens = tokensOf(template);
  }

  peek(): Token {
    return this.#tokens[this.at] ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  /** The next one that is not space. */
  peekWord(): Token {
    while (this.peek().kind === 'space') this.at++;
    return this.peek();
  }

  nextWord(): Token {
    this.peekWord();
    return this.next();
  }
}

export function unexpected(word: string): OperandError {
  return new OperandError(`an unexpected ${word || 'end'}`);
}
