import { OperandError } from '../operands.ts';
import { type Cursor, isBlank, isBreak, isBreakOrEnd } from './cursor.ts';

const BLANKS = /[ \t]*/y;
const LINE = /[^\r\n\u0085\u2028\u2029]+/y;
const HEADER = /[-+][1-9]?|[1-9][-+]?/y;
const TAB = 9;
const SPACE = 32;

/** A literal or folded scalar in a block of this indentation, -1 at the top; the cursor stands at `|` or `>`. */
export function scanBlock(cursor: Cursor, outer: number): string {
  const literal = cursor.skip() === '|';
  const header = cursor.match(HEADER);
  cursor.match(BLANKS);
  if (cursor.startsWith('#')) cursor.match(LINE);
  if (!isBreakOrEnd(cursor.peek())) throw new OperandError('a block scalar begins on the next line');
  cursor.lineBreak();

  const increment = Number(header.replace(/[-+]/, ''));
  const given = increment === 0 ? 0 : Math.max(outer, 0) + increment;
  const leading = scanBreaks(cursor, given, outer);
  const { indent } = leading;
  let text = '';
  let lineBreak = '';
  let breaks = leading.breaks;
  let wasBlank = false;
  while (cursor.column === indent && cursor.peek() !== 0) {
    const blank = isBlank(cursor.peek());
    const folds = !literal && !wasBlank && !blank && lineBreak === '\n';
    if (!folds) text += lineBreak;
    else if (breaks === '') text += ' ';
    text += breaks;
    wasBlank = blank;
    text += cursor.match(LINE);
    lineBreak = cursor.lineBreak();
    ({ breaks } = scanBreaks(cursor, indent, outer));
  }
  if (!header.includes('-')) text += lineBreak;
  return header.includes('+') ? text + breaks : text;
}

/**
 * Passes empty lines and the indentation of the one after them.
 *
 * @param given columns of indentation; 0 where the first line, or a longer empty one before it, tells
 */
function scanBreaks(cursor: Cursor, given: number, outer: number): { breaks: string; indent: number } {
  let breaks = '';
  let longest = 0;
  for (;;) {
    while ((given === 0 || cursor.column < given) && cursor.peek() === SPACE) cursor.skip();
    longest = Math.max(longest, cursor.column);
    if ((given === 0 || cursor.column < given) && cursor.peek() === TAB)
      throw new OperandError('a tab does not indent');
    if (!isBreak(cursor.peek())) break;
    breaks += cursor.lineBreak();
  }
  return { breaks, indent: given === 0 ? Math.max(longest, outer + 1, 1) : given };
}
