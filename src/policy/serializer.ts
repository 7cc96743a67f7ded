import { mendLoneSurrogates } from './well-formed.ts';

/** Writes the part of an input that a policy reads as JSON text. */
export type Serializer = (input: object) => string;

/** Members that are read below an object; an empty map: the whole value. */
type Tree = Map<string, Tree>;

/**
 * A function that writes only the given paths of an input, compiled once. Of the input it touches nothing else, so
 * members may be getters. What is absent stays absent; an object on the way to a path is kept, so that a policy sees that
 * it is there; anything else on the way (an array, a string) is written whole, as a path cannot go into it.
 *
 * The text is well-formed: a lone surrogate is U+FFFD, as Go reads it. Raw JSON numbers (`JSON.rawJSON`) and bigints keep
 * their digits.
 *
 * @param reads null writes everything
 */
export function compileSerializer(reads: readonly (readonly string[])[] | null): Serializer {
  const tree = reads === null ? undefined : treeOf(reads);
  if (tree === undefined) return whole;
  const source = `return (input) => { let text = '', v; ${writeObject(tree, 'input', 0)} return mend(text); }`;
  return new Function('write', 'isObject', 'mend', source)(writeValue, isObject, mendLoneSurrogates) as Serializer;
}

function whole(input: object): string {
  return mendLoneSurrogates(writeValue(input) ?? '{}');
}

/** The paths as a tree; undefined where one is empty, which is the whole input. */
function treeOf(reads: readonly (readonly string[])[]): Tree | undefined {
  const root: Tree = new Map();
  for (const path of [...reads].sort((a, b) => a.length - b.length)) {
    if (path.length === 0) return undefined;
    insert(root, path);
  }
  return root;
}

/** Shorter paths come first: what lies below one of them is written with it. */
function insert(root: Tree, path: readonly string[]): void {
  let tree = root;
  for (const name of path) {
    const known = tree.get(name);
    if (known?.size === 0) return;
    const child: Tree = known ?? new Map();
    tree.set(name, child);
    tree = child;
  }
}

/** Statements that append the object in variable `from` to `text`. */
function writeObject(tree: Tree, from: string, depth: number): string {
  const statements = [`let n${depth} = 0; text += '{';`];
  for (const [name, child] of tree) {
    const key = JSON.stringify(name);
    const member = `v${depth}`;
    const prefix = `text += (n${depth}++ === 0 ? '' : ',') + ${JSON.stringify(`${key}:`)}`;
    statements.push(`{ const ${member} = ${access(from, name)};`);
    if (child.size === 0) {
      statements.push(`${writeMember(member, prefix)} }`);
    } else {
      statements.push(`if (isObject(${member})) { ${prefix}; ${writeObject(child, member, depth + 1)} }`);
      statements.push(`else { ${writeMember(member, prefix)} } }`);
    }
  }
  statements.push(`text += '}';`);
  return statements.join(' ');
}

function writeMember(member: string, prefix: string): string {
  return `const t = typeof ${member} === 'string' ? JSON.stringify(${member}) : write(${member});
    if (t !== undefined) { ${prefix} + t; }`;
}

/** A member that the object has, be it its own or a getter of its class; not one of every object, as `constructor`. */
function access(from: string, name: string): string {
  const key = JSON.stringify(name);
  return name in Object.prototype
    ? `(Object.hasOwn(${from}, ${key}) ? ${from}[${key}] : undefined)`
    : `${from}[${key}]`;
}

function isObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Raw JSON has no prototype, and to ask for that is cheaper.
  return Object.getPrototypeOf(value) !== null || !JSON.isRawJSON(value);
}

/** JSON text of a value; undefined where it has none, as a function. */
function writeValue(value: unknown): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'object':
      return writeTree(value);
    default:
      return JSON.stringify(value);
  }
}

function writeTree(value: object | null): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    // A bigint somewhere inside; rare, so it pays only when it happens.
    if (!(thrown instanceof TypeError)) throw thrown;
    return JSON.stringify(value, (_key, member) =>
      typeof member === 'bigint' ? JSON.rawJSON(member.toString()) : (member as unknown),
    );
  }
}
