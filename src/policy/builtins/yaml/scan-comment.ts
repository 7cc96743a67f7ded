import { type Cursor, isBlank } from './cursor.ts';

const COMMENT = /#[^\r\n\u0085\u2028\u2029]*/y;
const BLANKS = /[ \t]+/y;
const HASH = 35;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
/** How far go-yaml looks for a comment. */
const REACH = 512;

/** A comment behind a token in its line, however many tabs are between. */
export function skipLineComment(cursor: Cursor): void {
  if (cursor.brokeLine) return;
  let distance = 0;
  while (distance < REACH && isBlank(cursor.peek(distance))) distance++;
  if (distance < REACH && cursor.peek(distance) === HASH) {
    cursor.skip(distance);
    cursor.match(COMMENT);
  }
}

/** A comment and those on the lines below it; there, unlike before a token, tabs may indent. */
export function skipComments(cursor: Cursor): void {
  while (cursor.match(COMMENT) !== '' && isCommentBelow(cursor)) {
    while (cursor.lineBreak() !== '' || cursor.match(BLANKS) !== '');
  }
}

/** Whether the next thing behind this line, and not too far away, is a comment again. */
function isCommentBelow(cursor: Cursor): boolean {
  if (!isLine(cursor.peek())) return false;
  let distance = 1;
  while (distance < REACH && (isBlank(cursor.peek(distance)) || isLine(cursor.peek(distance)))) distance++;
  return distance < REACH && cursor.peek(distance) === HASH;
}

/** go-yaml does not look behind line breaks of more than one byte. */
function isLine(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}
