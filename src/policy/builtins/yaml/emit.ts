import { isNumber, RegoObject, RegoSet, type Value } from '../../value.ts';
import type { BuiltinContext } from '../builtin.ts';
import { entriesOf, jsonText } from '../go-json.ts';
import { OperandError } from '../operands.ts';
import { shortestText } from './go-float.ts';
import { compareKeys } from './key-order.ts';
import { resolveScalar } from './resolve.ts';
import { isSimpleKey } from './scalar-style.ts';
import { INDENT, scalarText } from './scalar-text.ts';
import { keyThroughJson, textThroughJson } from './through-json.ts';

/** Characters of a YAML text; indentation lets it grow with the square of the depth. */
const MAX_LENGTH = 16 << 20;

/**
 * YAML of a value, as OPA makes it: the value becomes JSON, that is read as YAML, and go-yaml writes what it was read as,
 * keys sorted and indented by two.
 */
export function emitYaml(value: Value, context: BuiltinContext): string {
  const parts: string[] = [];
  let length = 0;
  let lineIsOpen = false;

  function write(text: string): void {
    length += text.length;
    if (length > MAX_LENGTH) throw new OperandError('the YAML is too large');
    parts.push(text);
    lineIsOpen = !/[\n\u2028\u2029]$/.test(text);
  }

  function startLine(indent: number): void {
    if (lineIsOpen) write('\n');
    write(' '.repeat(indent));
  }

  /** Writes a value where the line stands; what needs further lines begins each at the indent. */
  function node(value: Value, indent: number): void {
    context.checkDeadline();
    if (value === null || typeof value === 'boolean') write(String(value));
    else if (isNumber(value)) write(numberYaml(value));
    else if (typeof value === 'string') write(scalarText(textThroughJson(value), Math.max(indent, INDENT)));
    else if (value instanceof RegoObject) mapping(value, indent);
    else sequence(value instanceof RegoSet ? value.sorted() : value, indent);
  }

  function sequence(items: readonly Value[], indent: number): void {
    if (items.length === 0) write('[]');
    for (const [index, item] of items.entries()) {
      if (index > 0) startLine(indent);
      write('- ');
      node(item, indent + INDENT);
    }
  }

  function mapping(object: RegoObject, indent: number): void {
    if (object.size === 0) write('{}');
    const members = entriesOf(object);
    const entries = new Map(members.map(([key, member]) => [keyThroughJson(key), member]));
    if (entries.size < members.length) throw new OperandError('two keys are the same in YAML');
    const keys = [...entries.keys()].sort((a, b) => {
      context.checkDeadline();
      return compareKeys(a, b);
    });
    for (const [index, key] of keys.entries()) {
      if (index > 0) startLine(indent);
      entry(key, entries.get(key) as Value, indent);
    }
  }

  function entry(key: string, member: Value, indent: number): void {
    const simple = isSimpleKey(key);
    write((simple ? '' : '? ') + scalarText(key, indent + INDENT));
    if (!simple) startLine(indent);
    write(':');
    if (simple && isBlock(member)) startLine(indent + INDENT);
    else write(' ');
    node(member, indent + INDENT);
  }

  node(value, 0);
  if (lineIsOpen) write('\n');
  return parts.join('');
}

/** Whether a value goes on lines of its own. */
function isBlock(value: Value): boolean {
  if (value instanceof RegoObject || value instanceof RegoSet) return value.size > 0;
  return Array.isArray(value) && value.length > 0;
}

/** Integers are exact up to 64 bits; a number that is too large for Go is a text. */
function numberYaml(number: Value): string {
  const { value } = resolveScalar('', jsonText(number));
  return typeof value === 'number' ? shortestText(value, 64) : String(value);
}
