import { compareValues } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { checkLength, type Flags, PLAIN, padded } from './flags.ts';
import { formatFloat } from './float.ts';
import { formatBigInteger, formatInteger } from './integer.ts';
import { formatText } from './text.ts';
import { GoInteger, GoJsonNumber, type GoValue, isMap, isSlice, typeName } from './values.ts';

/**
 * An argument as fmt's Printf prints it by a verb.
 *
 * @throws OperandError where Go would print an address, which is another one each time
 */
export function printed(value: GoValue, verb: string, flags: Flags): string {
  if (value === null) return verb === 'T' || verb === 'v' ? padded('<nil>', flags) : `%!${verb}(<nil>)`;
  if (verb === 'T') return formatText(typeName(value), 's', flags) as string;
  return nested(value, verb, flags);
}

/** Arguments as fmt's Print prints them: a space between two of which none is a string. */
export function printedAll(values: readonly GoValue[]): string {
  let text = '';
  for (const [i, value] of values.entries()) {
    const space = i > 0 && !isText(value) && !isText(values[i - 1]) ? ' ' : '';
    text += space + printed(value, 'v', PLAIN);
    checkLength(text.length);
  }
  return text;
}

function isText(value: GoValue | undefined): boolean {
  return typeof value === 'string' || value instanceof GoJsonNumber;
}

/** The same for what stands in an array or an object, where nil is no value for a verb. */
function nested(value: GoValue, verb: string, flags: Flags): string {
  if (value === null) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  if (value instanceof GoInteger && value.type === '*big.Int') {
    if (verb === 'p' || verb === 'w') throw new OperandError('Go would print the parts of a big integer');
    return formatBigInteger(value.value, verb, flags);
  }
  if (isSlice(value) || isMap(value)) return composite(value, verb, flags);
  return scalar(value, verb, flags) ?? badVerb(value, verb, flags);
}

type Scalar = boolean | string | number | GoInteger | GoJsonNumber;

function scalar(value: Scalar, verb: string, flags: Flags): string | undefined {
  if (typeof value === 'string') return formatText(value, verb, flags);
  if (value instanceof GoJsonNumber) return formatText(value.text, verb, flags);
  if (typeof value === 'number') return formatFloat(value, verb, flags);
  if (value instanceof GoInteger) return formatInteger(value.value, verb, flags, value.type === 'uint8');
  return verb === 't' || verb === 'v' ? padded(String(value), flags) : undefined;
}

function badVerb(value: Exclude<GoValue, null>, verb: string, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${nested(value, 'v', flags)})`;
}

function composite(value: readonly GoValue[] | ReadonlyMap<string, GoValue>, verb: string, flags: Flags): string {
  if (verb === 'p') throw new OperandError('Go would print an address');
  if (verb === 'w') return badVerb(value, verb, flags);
  const [open, separator, close] = flags.sharpV
    ? [`${typeName(value)}{`, ', ', '}']
    : [isMap(value) ? 'map[' : '[', ' ', ']'];
  let text = open;
  for (const [key, item] of isMap(value) ? [...value].sort(byKey) : value.entries()) {
    if (text !== open) text += separator;
    if (typeof key === 'string') text += `${nested(key, verb, flags)}:`;
    text += nested(item, verb, flags);
    checkLength(text.length);
  }
  return text + close;
}

function byKey([a]: readonly [string, GoValue], [b]: readonly [string, GoValue]): number {
  return compareValues(a, b);
}
