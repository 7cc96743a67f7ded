/** An escaped surrogate pair, an escaped lone surrogate, or any other escape. */
const ESCAPE = /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u(d[89a-f][0-9a-f]{2})|.)/gi;

/**
 * JSON text without escaped surrogates: a pair becomes its character, a lone one becomes U+FFFD, which is what Go reads
 * there. OPA's module would end the evaluation at a lone one, and reads some pairs as another character.
 */
export function mendSurrogates(json: string): string {
  return json.includes('\\ud') || json.includes('\\uD') ? mend(json) : json;
}

/** The same for a text of `JSON.stringify`, which writes pairs as they are and escapes lone ones in lower case. */
export function mendLoneSurrogates(json: string): string {
  return json.includes('\\ud') ? mend(json) : json;
}

function mend(json: string): string {
  return json.replace(ESCAPE, (found, high?: string, low?: string, lone?: string) => {
    if (high !== undefined && low !== undefined) {
      return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    }
    return lone === undefined ? found : '\ufffd';
  });
}
