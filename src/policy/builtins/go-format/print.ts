import { compareValues } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { type Flags, PLAIN, padded } from './flags.ts';
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
  return values.reduce<string>((text, value, i) => {
    const space = i > 0 && !isText(value) && !isText(values[i - 1]) ? ' ' : '';
    return text + space + printed(value, 'v', PLAIN);
  }, '');
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
  const entries = isMap(value)
    ? [...value]
        .sort(([a], [b]) => compareValues(a, b))
        .map(([key, member]) => `${nested(key, verb, flags)}:${nested(member, verb, flags)}`)
    : value.map((item) => nested(item, verb, flags));
  if (flags.sharpV) return `${typeName(value)}{${entries.join(', ')}}`;
  return `${isMap(value) ? 'map' : ''}[${entries.join(' ')}]`;
}
