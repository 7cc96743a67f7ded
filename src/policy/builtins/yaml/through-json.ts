import { jsonText } from '../go-json.ts';
import { OperandError } from '../operands.ts';

/** What may not stand in a YAML document, and is not escaped in JSON. */
const FORBIDDEN = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** A line that ends with U+0085. A run of spaces is looked at once, from its begin. */
const FOLD = /(?<![ \u0085]) *\u0085[ \u0085]*/g;
/** What looks like the end of the document at the begin of the next line. */
const END = /\u0085(?:---|\.\.\.)[ \u0085]/;

/** Characters of a key, escaped and in quotes, before its colon. */
const MAX_KEY = 1024;

/**
 * What is left of a text that Go's JSON wrote and go-yaml read. U+0085 ends a line in YAML, so it becomes a space.
 * Throws OperandError where go-yaml would not read it.
 */
export function textThroughJson(text: string): string {
  const wellFormed = text.toWellFormed();
  if (FORBIDDEN.test(wellFormed) || END.test(wellFormed)) throw new OperandError('the text cannot stand in YAML');
  return wellFormed.replace(FOLD, fold);
}

/** The same for a key, which has to be on one line and short. */
export function keyThroughJson(key: string): string {
  if (key.includes('\u0085') || codePoints(jsonText(key)) > MAX_KEY) throw new OperandError('the key is too long');
  return textThroughJson(key);
}

function fold(lineBreaks: string): string {
  return '\n'.repeat(lineBreaks.replaceAll(' ', '').length - 1) || ' ';
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
