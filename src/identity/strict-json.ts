const MAX_DEPTH = 32;
const STRUCTURE = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g;

/**
 * Parses JSON that two readers could understand differently only with a bug: a repeated member name (RFC 8725, section
 * 2.6), a member named `__proto__`, a lone surrogate and nesting deeper than 32 are refused.
 *
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const open: Set<string>[] = [];
  // The text is valid JSON here, so strings and brackets can be told apart without a parser of our own.
  for (const [token, quoted, colon] of text.matchAll(STRUCTURE)) {
    if (quoted !== undefined) {
      const string = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
      if (!string.isWellFormed()) throw new SyntaxError('a string holds a lone surrogate');
      if (colon !== undefined) claimName(open.at(-1), string);
    } else if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
    } else {
      open.pop();
    }
  }
  return value;
}

function claimName(names: Set<string> | undefined, name: string): void {
  if (name === '__proto__') throw new SyntaxError('a member is named __proto__');
  if (names?.has(name)) throw new SyntaxError('a member name is repeated');
  names?.add(name);
}
