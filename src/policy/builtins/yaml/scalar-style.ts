import { resolveScalar, STRING } from './resolve.ts';
import { isTimestamp } from './timestamp.ts';

/** How a text is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** Words of YAML 1.1 that other parsers take for true and false. */
const OLD_BOOLEAN = /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
/** Numbers of YAML 1.1 in base 60. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** A line ends at these. */
const BREAK = /[\r\n\u0085\u2028\u2029]/;
const EDGE = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/;
const SPACE_BREAK = / [\r\n\u0085\u2028\u2029]/;
const BREAK_SPACE = /[\r\n\u0085\u2028\u2029] /;
/** What begins something else at the begin of a text, and within it. */
const INDICATOR = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|---|\.\.\.)|:(?:[ \t]|$)|[ \t\r\n\u0085\u2028\u2029\0]#/;

/** Characters that go-yaml writes as they are; it does not count those beyond U+FFFF among them. */
const SPECIAL = /[^\t\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** The style in which go-yaml writes a text (encode.go, emitterc.go). */
export function styleOf(text: string): ScalarStyle {
  if (text.includes('\n')) return isBlock(text) ? 'literal' : 'double';
  if (!isString(text)) return 'double';
  if (text === '' || SPECIAL.test(text) || SPACE_BREAK.test(text) || BREAK_SPACE.test(text)) return 'double';
  if (text.includes('\t')) return 'double';
  return BREAK.test(text) || EDGE.test(text) || INDICATOR.test(text) ? 'single' : 'plain';
}

/** Whether a key is written in one line before its colon. */
export function isSimpleKey(text: string): boolean {
  return !BREAK.test(text) && Buffer.byteLength(text) <= MAX_SIMPLE_KEY;
}

const MAX_SIMPLE_KEY = 128;

/** Whether the text, unquoted, would be read as itself. */
function isString(text: string): boolean {
  return resolveScalar('', text).tag === STRING && !OLD_BOOLEAN.test(text) && !BASE_60.test(text) && !isTimestamp(text);
}

function isBlock(text: string): boolean {
  return !text.endsWith(' ') && !SPACE_BREAK.test(text) && !SPECIAL.test(text);
}
