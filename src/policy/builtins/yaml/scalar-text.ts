import { styleOf } from './scalar-style.ts';

/** Spaces of a level. */
export const INDENT = 2;

/** A text as go-yaml writes it (emitterc.go), in lines of any length. `indent` is that of further lines, in spaces. */
export function scalarText(text: string, indent: number): string {
  switch (styleOf(text)) {
    case 'plain':
      return text;
    case 'single':
      return `'${indented(text.replaceAll("'", "''"), indent)}'`;
    case 'double':
      return doubleQuoted(text);
    case 'literal':
      return literal(text, indent);
  }
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\u2028\u2029]/.test(text) ? INDENT : '';
  const chomping = /(?:^|[\n\u2028\u2029])[\n\u2028\u2029]$/.test(text)
    ? '+'
    : /[\n\u2028\u2029]$/.test(text)
      ? ''
      : '-';
  return `|${hint}${chomping}\n${' '.repeat(startsWithBreak(text) ? 0 : indent)}${indented(text, indent)}`;
}

function startsWithBreak(text: string): boolean {
  return /^[\n\u2028\u2029]/.test(text);
}

/** With spaces before every line but the first and those that are empty. */
function indented(text: string, indent: number): string {
  return text.replace(/[\n\u2028\u2029](?=[^\n\u2028\u2029])/g, (lineBreak) => lineBreak + ' '.repeat(indent));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** What is written as it is, quotes and backslashes aside; nothing beyond U+FFFF is. */
const ESCAPED = /[^ -!#-[\]-~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu;
const MARK = '\ufeff';

function doubleQuoted(text: string): string {
  // go-yaml escapes everything behind a byte order mark at the begin.
  return `"${text.replace(text.startsWith(MARK) ? /./gsu : ESCAPED, escaped)}"`;
}

function escaped(character: string): string {
  const letter = ESCAPES[character];
  if (letter !== undefined) return `\\${letter}`;
  const hex = (character.codePointAt(0) as number).toString(16).toUpperCase();
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
