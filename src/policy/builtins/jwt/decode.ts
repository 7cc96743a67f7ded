import type { Value } from '../../value.ts';
import { decodeBase64Url } from '../base64.ts';
import type { Builtin } from '../builtin.ts';
import { parseJson } from '../go-json.ts';
import { object, text } from '../operands.ts';
import { decodeHeader, decodeText, splitToken } from './token.ts';

/** `io.jwt.decode`: header, payload and signature of a token that nobody has verified (OPA: topdown/tokens.go). */
export const JWT_DECODE: Readonly<Record<string, Builtin>> = {
  'io.jwt.decode': ([token], context) => decode(token, context.checkDeadline.bind(context)),
};

function decode(jwt: Value | undefined, checkDeadline: () => void): Value {
  for (let nested = jwt; ; ) {
    checkDeadline();
    const token = splitToken(nested);
    const header = decodeHeader(token);
    const payload = decodeText(token.payload);
    if (!header.has('cty') || text(header.get('cty')) !== 'JWT') {
      return [header, object(parseJson(payload)), decodeBase64Url(token.signature).toString('hex')];
    }
    nested = unquoted(payload);
  }
}

/** A token within a token may stand in quotes, any number of them. */
function unquoted(text: string): string {
  let [start, end] = [0, text.length];
  while (isQuote(text[start])) start++;
  while (end > start && isQuote(text[end - 1])) end--;
  return text.slice(start, end);
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}
