import { OperandError } from '../operands.ts';
import { parseGoFloat } from './go-float.ts';
import type { Timestamp } from './timestamp.ts';

/** A scalar of YAML: integers are exact, and have 64 bits with or without a sign. */
export type Scalar = null | boolean | bigint | number | string | Timestamp;

/** What a scalar is, and the tag that says so. */
export interface Resolved {
  readonly tag: string;
  readonly value: Scalar;
}

export const STRING = '!!str';
export const MERGE = '!!merge';
export const NULL = '!!null';

/** Tags whose scalars are looked at; those of all others stay text. */
const RESOLVABLE: ReadonlySet<string> = new Set(['', '!!bool', '!!int', '!!float', NULL]);

const WORDS: ReadonlyMap<string, Resolved> = new Map([
  ...words('!!bool', true, ['true', 'True', 'TRUE']),
  ...words('!!bool', false, ['false', 'False', 'FALSE']),
  ...words(NULL, null, ['', '~', 'null', 'Null', 'NULL']),
  ...words('!!float', Number.NaN, ['.nan', '.NaN', '.NAN']),
  ...words('!!float', Number.POSITIVE_INFINITY, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']),
  ...words('!!float', Number.NEGATIVE_INFINITY, ['-.inf', '-.Inf', '-.INF']),
]);

const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function words(tag: string, value: Scalar, spellings: readonly string[]): [string, Resolved][] {
  return spellings.map((spelling) => [spelling, { tag, value }]);
}

/**
 * What a plain scalar, or one with this tag, stands for (go-yaml: resolve.go): YAML 1.2's core schema, and from YAML 1.1
 * octal numbers like `0777`, binary ones and underscores. Timestamps stay text, as OPA has it.
 */
export function resolveScalar(tag: string, text: string): Resolved {
  if (!RESOLVABLE.has(tag)) return { tag, value: text };
  const resolved = WORDS.get(text) ?? numberOf(text) ?? { tag: STRING, value: text };
  if (tag === '' || tag === resolved.tag) return resolved;
  if (tag === '!!float' && typeof resolved.value === 'bigint' && BigInt.asIntN(64, resolved.value) === resolved.value) {
    return { tag, value: Number(resolved.value) };
  }
  throw new OperandError('the scalar is not what its tag says');
}

function numberOf(text: string): Resolved | undefined {
  if (text.startsWith('.')) return float(parseGoFloat(text));
  if (!/^[-+0-9]/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const integer = integerOf(plain);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  if (DECIMAL.test(plain)) return float(parseGoFloat(plain));
  const prefixed = prefixedInteger(plain);
  return prefixed === undefined ? undefined : { tag: '!!int', value: prefixed };
}

function float(value: number | undefined): Resolved | undefined {
  return value === undefined ? undefined : { tag: '!!float', value };
}

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;

/** As Go reads an integer whose prefix tells the base. */
function integerOf(text: string): bigint | undefined {
  const [, sign, hexadecimal, binary, octal, decimal] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (hexadecimal !== undefined) return signed(sign, '0x', hexadecimal);
  if (binary !== undefined) return signed(sign, '0b', binary);
  return octal !== undefined ? signed(sign, '0o', octal) : signed(sign, '', decimal as string);
}

const SIGNED_LATE = /^0(?:b([-+])([01]+)|o([-+])([0-7]+))$/;

/** Go takes a sign behind the prefixes of YAML, too. */
function prefixedInteger(text: string): bigint | undefined {
  const [found, binarySign, binary, octalSign, octal] = SIGNED_LATE.exec(text) ?? [];
  if (found === undefined) return undefined;
  return binary === undefined
    ? signed(octalSign as string, '0o', octal as string)
    : signed(binarySign as string, '0b', binary);
}

/** 64 bits; without a sign one more bit for the number. */
function signed(sign: string, prefix: string, digits: string): bigint | undefined {
  if (digits.length > MAX_DIGITS && digits.replace(/^0+/, '').length > MAX_DIGITS) return undefined;
  const magnitude = BigInt(prefix + digits);
  if (sign === '-') return magnitude <= 1n << 63n ? -magnitude : undefined;
  return magnitude < 1n << (sign === '+' ? 63n : 64n) ? magnitude : undefined;
}

/** No number of 64 bits has more digits, whatever the base. */
const MAX_DIGITS = 64;
