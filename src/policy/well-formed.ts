/** An escaped surrogate pair, an escaped lone surrogate, or any other escape. */
const ESCAPE = /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u(d[89a-f][0-9a-f]{2})|.)/gi;

/**
 * JSON text without escaped surrogates: a pair becomes its character, a lone one becomes U+FFFD, which is what Go reads
 * there. OPA's module would end the evaluation at a lone one, and reads some pairs as another character.
 *
 * `JSON.stringify` writes the lone ones of a string as escapes, and pairs as they are.
 */
export function mendSurrogates(json: string): string {
  if (!json.includes('\\ud') && !json.includes('\\uD')) return json;
  return json.replace(ESCAPE, (found, high?: string, low?: string, lone?: string) => {
    if (high !== undefined && low !== undefined) {
      return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    }
    return lone === undefined ? found : '\ufffd';
  });
}
