import type { ConfigDocument } from '../contracts/config.ts';
import { type PatternPart, parsePattern } from '../http/pattern.ts';
import { type Path, type Problem, problemAt } from './path.ts';

type Routes = ConfigDocument['routes'];

/** Path patterns that match nothing, and routes of which nobody could say which one a request takes. */
export function checkPatterns(routes: Routes): Problem[] {
  const taken = new Map<string, number>();
  return routes.flatMap(({ match }, index) => {
    const path = ['routes', index, 'match', 'path'];
    const parsed = parse(match.path, path);
    if ('problem' in parsed) return [parsed.problem];
    for (const key of keys(match, parsed.parts)) {
      const other = taken.get(key) ?? index;
      if (other !== index) return [problemAt(path, `routes[${other}] serves the same path, host and method`)];
      taken.set(key, index);
    }
    return [];
  });
}

function parse(pattern: string, path: Path): { parts: readonly PatternPart[] } | { problem: Problem } {
  try {
    return { parts: parsePattern(pattern) };
  } catch (error) {
    return { problem: problemAt(path, (error as Error).message) };
  }
}

/** What a route takes for itself; names of parameters make no difference. */
function keys({ methods, hosts }: Routes[number]['match'], parts: readonly PatternPart[]): string[] {
  const shape = parts.map((part) => (part.kind === 'literal' ? part.text : [part.kind]));
  return hosts.flatMap((host) => methods.map((method) => JSON.stringify([host, method, shape])));
}
