/** Where a value is inside a document: keys of objects and indexes of lists, from the outside in. */
export type Path = readonly (string | number)[];

/** Something wrong with a document, before its place in the file is looked up. */
export interface Problem {
  /** As in Finding. */
  readonly code: string;
  readonly path: Path;
  /** Whether the last key of the path is meant, and not its value. */
  readonly key?: boolean;
  /** A sentence without the path. */
  readonly message: string;
}

/** What the schema cannot say is wrong, in the value at a path. */
export function problemAt(path: Path, message: string): Problem {
  return { code: 'reference', path, message };
}

/** A path as people write it: `routes[0].match.path`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], value);
}
