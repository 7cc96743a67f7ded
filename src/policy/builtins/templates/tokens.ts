/** A word of a template (Go: text/template/parse/lex.go). */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'punctuation'
  | 'string'
  | 'character'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'function'
  | 'keyword'
  | 'end';

export const END: Token = { kind: 'end', text: '' };

export function is({ kind, text }: Token, wanted: TokenKind, spelled?: string): boolean {
  return kind === wanted && (spelled === undefined || text === spelled);
}
