import type { Path, Problem } from './path.ts';

/** The process's environment, or a stand-in. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(\$\{|\{([^}]*)\}?)/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The document with `${NAME}` in its strings replaced by variables of the environment. It happens after parsing, so a
 * value can never become more than a string. `$${` stands for a plain `${`; a `$` before anything else is itself. An
 * empty variable counts as missing, because an empty secret is none.
 */
export function substitute(document: unknown, environment: Environment): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = [];

  function walk(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return value.includes('$') ? expand(value, path) : value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const result: Record<string, unknown> = Object.create(null);
    for (const [key, item] of Object.entries(value)) result[key] = walk(item, [...path, key]);
    return result;
  }

  function expand(text: string, path: Path): string {
    return text.replace(REFERENCE, (match, rest: string, name: string | undefined) => {
      if (rest === '${') return '${';
      const found = name !== undefined && NAME.test(name) && match.endsWith('}') ? environment[name] : undefined;
      if (found !== undefined && found !== '') return found;
      problems.push({ code: 'environment', path, message: complaint(match, name ?? '') });
      return '';
    });
  }

  return { value: walk(document, []), problems };
}

function complaint(match: string, name: string): string {
  if (!match.endsWith('}') || !NAME.test(name)) {
    return `\`${match}\` is not the form of a variable, which is \`\${NAME}\`; write \`$\${\` for a plain \`\${\``;
  }
  return `the environment variable \`${name}\` is not set or is empty`;
}
