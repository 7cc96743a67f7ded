import { parseUrl } from '../go-url.ts';
import { parseAddress } from '../network.ts';
import { OperandError } from '../operands.ts';
import { parseMoment } from '../time/parse.ts';
import { isMailAddress } from './mail-address.ts';
import { isPattern } from './pattern.ts';

const DATE = '2006-01-02';
const TIME = '15:04:05';
const ZONED_TIME = `${TIME}Z07:00`;

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?';
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const UUID = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i;
const POINTER = '(?:/(?:[^~/]|~0|~1)*)*';
const JSON_POINTER = new RegExp(`^${POINTER}$`);
const RELATIVE_JSON_POINTER = new RegExp(`^(?:0|[1-9][0-9]*)(?:#|${POINTER})$`);

const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', (text) => isMoment(text, DATE)],
  ['time', (text) => isMoment(text, TIME, ZONED_TIME)],
  ['date-time', (text) => isMoment(text, TIME, ZONED_TIME, DATE, `${DATE}T${ZONED_TIME}`)],
  ['hostname', (text) => text.length < 256 && HOST_NAME.test(text)],
  ['email', isMailAddress],
  ['idn-email', isMailAddress],
  ['ipv4', (text) => text.includes('.') && parseAddress(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseAddress(text) !== undefined],
  ['uri', (text) => isUrl(text, ({ scheme }) => scheme !== '')],
  ['iri', (text) => isUrl(text, ({ scheme }) => scheme !== '')],
  ['uri-reference', (text) => isUrl(text)],
  ['iri-reference', (text) => isUrl(text)],
  ['uri-template', (text) => isUrl(text, ({ path }) => areBracesClosed(path))],
  ['uuid', (text) => UUID.test(text)],
  ['regex', (text) => text === '' || isPattern(text)],
  ['json-pointer', (text) => JSON_POINTER.test(text)],
  ['relative-json-pointer', (text) => RELATIVE_JSON_POINTER.test(text)],
]);

/** Whether a text has a format, as OPA understands it. A format that is unknown every text has. */
export function hasFormat(name: string, text: string): boolean {
  return FORMATS.get(name)?.(text) ?? true;
}

function isMoment(text: string, ...layouts: readonly string[]): boolean {
  return layouts.some((layout) => succeeds(() => parseMoment(layout, text)));
}

function isUrl(text: string, holds: (url: ReturnType<typeof parseUrl>) => boolean = () => true): boolean {
  return !text.includes('\\') && succeeds(() => parseUrl(text), holds);
}

function succeeds<Result>(parse: () => Result, holds: (result: Result) => boolean = () => true): boolean {
  try {
    return holds(parse());
  } catch (thrown) {
    if (thrown instanceof OperandError) return false;
    throw thrown;
  }
}

/** Whether each opening brace has a closing one behind it; they do not nest. */
function areBracesClosed(text: string): boolean {
  for (let open = text.indexOf('{'); open >= 0; ) {
    const close = text.indexOf('}', open);
    if (close < 0) return false;
    open = text.indexOf('{', close);
  }
  return true;
}
