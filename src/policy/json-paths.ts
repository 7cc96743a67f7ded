import { RegoObject, RegoSet, type Value } from './value.ts';

/*
 * `json.filter` and `json.remove` as OPA's evaluator has them (topdown/json.go). The paths become a tree: objects, and
 * null at the end of a path. Where one path goes on below the end of another, the shorter one counts.
 */

/** `json.filter`. Undefined where an argument is of the wrong type. */
export function filterPaths([value, paths]: readonly Value[]): Value | undefined {
  const tree = treeOf(paths);
  return value instanceof RegoObject && tree !== undefined ? kept(value, tree) : undefined;
}

/** `json.remove`. Undefined where an argument is of the wrong type. */
export function removePaths([value, paths]: readonly Value[]): Value | undefined {
  const tree = treeOf(paths);
  return value instanceof RegoObject && tree !== undefined ? left(value, tree) : undefined;
}

function kept(value: Value, tree: RegoObject | null): Value {
  if (tree === null) return value;
  return rebuilt(value, (member, key) => {
    const below = branch(tree, key);
    return below === undefined ? undefined : kept(member, below);
  });
}

function left(value: Value, tree: RegoObject | null | undefined): Value | undefined {
  if (tree === undefined) return value;
  return tree === null ? undefined : rebuilt(value, (member, key) => left(member, branch(tree, key)));
}

/** A collection of what becomes of its members; anything else is left as it is. */
function rebuilt(value: Value, edit: (member: Value, key: Value) => Value | undefined): Value {
  if (value instanceof RegoObject) {
    const object = new RegoObject();
    for (const [key, member] of value) {
      const edited = edit(member, key);
      if (edited !== undefined) object.set(key, edited);
    }
    return object;
  }
  if (value instanceof RegoSet) {
    return RegoSet.from([...value].map((member) => edit(member, member)).filter((edited) => edited !== undefined));
  }
  if (!Array.isArray(value)) return value;
  return value.map((item: Value, index) => edit(item, String(index))).filter((edited) => edited !== undefined);
}

function branch(tree: RegoObject, key: Value): RegoObject | null | undefined {
  return tree.get(key) as RegoObject | null | undefined;
}

function treeOf(paths: Value | undefined): RegoObject | undefined {
  if (!Array.isArray(paths) && !(paths instanceof RegoSet)) return undefined;
  const root = new RegoObject();
  for (const path of paths as Iterable<Value>) {
    const keys = keysOf(path);
    if (keys === undefined) return undefined;
    insert(root, keys);
  }
  return root;
}

function insert(root: RegoObject, keys: readonly Value[]): void {
  const [last, ...before] = keys.toReversed();
  if (last === undefined) return;
  let node = root;
  for (const key of before.toReversed()) {
    const child = branch(node, key);
    if (child === null) return;
    const next = child ?? new RegoObject();
    node.set(key, next);
    node = next;
  }
  node.set(last, null);
}

/** Keys of a path: a list of them, or a JSON pointer with any number of slashes at its start. */
function keysOf(path: Value): readonly Value[] | undefined {
  if (Array.isArray(path)) return path;
  if (typeof path !== 'string') return undefined;
  if (path === '') return [];
  const pointer = path.replace(/^\/+/, '');
  return pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
