import { compareValues, numberText, RegoNumber, RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { array, isArray, OperandError, object } from './operands.ts';

/**
 * `json.patch` (OPA: topdown/json.go, RFC 6902). Beside JSON it patches sets, and a path may be a list of any values.
 *
 * OPA 1.22 looks a position up in the list as it was before the patch, where an earlier operation has moved the items;
 * here the patch is applied as RFC 6902 says.
 */
export const JSON_PATCH: Readonly<Record<string, Builtin>> = {
  'json.patch': ([document, operations], context) =>
    array(operations).reduce<Value | undefined>((patched, operation) => {
      context.checkDeadline();
      return apply(patched, object(operation));
    }, document),
};

type Path = readonly Value[];

/** What becomes of the value at the end of a path; undefined is the absence of one. */
type Edit = (found: Value | undefined) => Value | undefined;

const INTEGER = /^[-+]?[0-9]+(?:\.0*)?$/;

/** @param document undefined once it was removed as a whole */
function apply(document: Value | undefined, operation: RegoObject): Value | undefined {
  const path = pathOf(operation.get('path'));
  switch (operation.get('op')) {
    case 'add':
      return insert(document, path, valueIn(operation));
    case 'remove':
      return remove(document, path);
    case 'replace':
      return insert(remove(document, path), path, valueIn(operation));
    case 'move': {
      const from = pathOf(operation.get('from'));
      return insert(remove(document, from), path, find(document, from));
    }
    case 'copy':
      return insert(document, path, find(document, pathOf(operation.get('from'))));
    case 'test':
      if (compareValues(find(document, path), valueIn(operation)) !== 0) throw new OperandError('the test fails');
      return document;
    default:
      throw new OperandError('an unknown operation');
  }
}

function valueIn(operation: RegoObject): Value {
  const value = operation.get('value');
  if (value === undefined) throw new OperandError('an operation without a value');
  return value;
}

/** A JSON pointer, which OPA forgives any number of slashes at its start, or a list of keys. */
function pathOf(path: Value | undefined): Path {
  if (isArray(path)) return path;
  if (typeof path !== 'string') throw new OperandError('an operation without a path');
  if (path === '') return [];
  let start = 0;
  while (path[start] === '/') start++;
  return path
    .slice(start)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(value: Value | undefined, path: Path): Value {
  let found = value;
  for (const key of path) found = member(found, key);
  if (found === undefined) throw new OperandError('no such path');
  return found;
}

function member(collection: Value | undefined, key: Value): Value | undefined {
  if (collection instanceof RegoObject) return collection.get(key);
  if (collection instanceof RegoSet) return collection.has(key) ? key : undefined;
  return isArray(collection) ? collection[position(collection, key)] : undefined;
}

function insert(value: Value | undefined, path: Path, inserted: Value): Value | undefined {
  return edit(value, path, () => inserted, true);
}

function remove(value: Value | undefined, path: Path): Value | undefined {
  find(value, path);
  return edit(value, path, () => undefined, false);
}

/** A copy of the value, changed at the end of the path. In a list, what is inserted moves what is there. */
function edit(value: Value | undefined, path: Path, change: Edit, inserts: boolean): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const last = rest.length === 0;
  const found = last && inserts ? undefined : find(value, [key]);
  const changed = edit(found, rest, change, inserts);
  if (value instanceof RegoObject) return changedObject(value, key, changed);
  if (value instanceof RegoSet) return changedSet(value, key, changed, last);
  if (!isArray(value)) throw new OperandError('no such path');
  const at = position(value, key);
  if (at < 0 || at > value.length) throw new OperandError('no such position');
  return value.toSpliced(at, last && inserts ? 0 : 1, ...(changed === undefined ? [] : [changed]));
}

function changedObject(object: RegoObject, key: Value, changed: Value | undefined): RegoObject {
  const copy = RegoObject.from(object);
  if (changed === undefined) copy.delete(key);
  else copy.set(key, changed);
  return copy;
}

/** A member of a set is its own key. */
function changedSet(set: RegoSet, key: Value, changed: Value | undefined, last: boolean): RegoSet {
  if (last && changed !== undefined && compareValues(key, changed) !== 0) throw new OperandError('another key');
  const copy = RegoSet.from([...set].filter((member) => compareValues(member, key) !== 0));
  return changed === undefined ? copy : copy.add(changed);
}

function position(list: readonly Value[], key: Value): number {
  if (key === '-') return list.length;
  const digits = key instanceof RegoNumber || typeof key === 'number' ? numberText(key) : key;
  if (typeof digits !== 'string' || !INTEGER.test(digits)) throw new OperandError('no position');
  if (digits === key && digits.startsWith('0') && digits !== '0')
    throw new OperandError('a position with a leading zero');
  return Number(digits);
}
