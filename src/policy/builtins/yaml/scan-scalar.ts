import { OperandError } from '../operands.ts';
import { type Cursor, folded, isBlank, isBreak, isBreakOrEnd } from './cursor.ts';
import { scanEscape } from './scan-escape.ts';

const BLANKS = /[ \t]*/y;

/** Up to what may end a plain scalar. */
const PLAIN = { block: /[^ \t\r\n\u0085\u2028\u2029:]+/y, flow: /[^ \t\r\n\u0085\u2028\u2029:,?[\]{}]+/y };
const COLON = 58;
const COMMENT = 35;
const TAB = 9;

/** A scalar, and whether its last line was broken before what follows it. */
export interface Plain {
  readonly text: string;
  readonly brokeLine: boolean;
}

/** A plain scalar. Its lines have to be indented by as many columns outside of flow collections. */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): Plain {
  let text = '';
  let gap = '';
  let brokeLine = false;
  while (!cursor.atDocumentIndicator() && cursor.peek() !== COMMENT) {
    const run = plainRun(cursor, inFlow);
    if (run === '') break;
    text += gap + run;
    brokeLine = false;
    gap = cursor.match(BLANKS);
    if (!isBreak(cursor.peek())) continue;
    gap = plainBreaks(cursor, indent);
    brokeLine = true;
    if (!inFlow && cursor.column < indent) break;
  }
  return { text, brokeLine };
}

/** Characters that are no blanks and do not end the scalar. */
function plainRun(cursor: Cursor, inFlow: boolean): string {
  let run = '';
  for (;;) {
    run += cursor.match(inFlow ? PLAIN.flow : PLAIN.block);
    const next = cursor.peek(1);
    if (cursor.peek() !== COLON || isBlank(next) || isBreakOrEnd(next)) return run;
    run += cursor.skip();
  }
}

function plainBreaks(cursor: Cursor, indent: number): string {
  const first = cursor.lineBreak();
  let rest = '';
  for (;;) {
    while (isBlank(cursor.peek())) {
      if (cursor.peek() === TAB && cursor.column < indent) throw new OperandError('a tab does not indent');
      cursor.skip();
    }
    if (!isBreak(cursor.peek())) return folded(first, rest);
    rest += cursor.lineBreak();
  }
}

const QUOTED = { single: /[^ \t\r\n\u0085\u2028\u2029']+/y, double: /[^ \t\r\n\u0085\u2028\u2029"\\]+/y };

/** A scalar in single or double quotes; the cursor stands at the first one. */
export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.skip();
  const single = quote === "'";
  let text = '';
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.peek() === 0) throw new OperandError('a quote is not closed');
    const { run, escapedBreak } = quotedRun(cursor, single);
    text += run;
    if (cursor.startsWith(quote)) break;
    text += escapedBreak ? quotedBreaks(cursor, '') : quotedGap(cursor);
  }
  cursor.skip();
  return text;
}

/** Characters that are no blanks, up to the quote or an escaped line break, which is passed. */
function quotedRun(cursor: Cursor, single: boolean): { run: string; escapedBreak: boolean } {
  let run = '';
  for (;;) {
    run += cursor.match(single ? QUOTED.single : QUOTED.double);
    if (single && cursor.startsWith("''")) run += cursor.skip(2).slice(1);
    else if (!single && cursor.startsWith('\\')) {
      if (isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.lineBreak();
        return { run, escapedBreak: true };
      }
      run += scanEscape(cursor);
    } else return { run, escapedBreak: false };
  }
}

function quotedGap(cursor: Cursor): string {
  const blanks = cursor.match(BLANKS);
  return isBreak(cursor.peek()) ? quotedBreaks(cursor, cursor.lineBreak()) : blanks;
}

/** What follows a first line break, which may have been escaped. */
function quotedBreaks(cursor: Cursor, first: string): string {
  let rest = '';
  for (;;) {
    cursor.match(BLANKS);
    if (!isBreak(cursor.peek())) return folded(first, rest);
    rest += cursor.lineBreak();
  }
}
