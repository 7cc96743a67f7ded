import { isUtf8 } from 'node:buffer';
import { isJson, jsonText } from './builtins/go-json.ts';
import { bitLength, parseAddress, parseNetwork, rangeOf } from './builtins/network.ts';
import { bytesOf, textOf } from './bytes.ts';
import { decimalOf } from './decimal.ts';
import { LimitExceeded } from './faults.ts';
import { filterPaths, removePaths } from './json-paths.ts';
import { arrayLength, isSet, isString, itemAt, stringAt, stringLength } from './layout.ts';
import { parseLiteral } from './literal.ts';
import type { MemoryView } from './memory-view.ts';
import { BITS, ceilBelowZero, floorBelowZero } from './number-calls.ts';
import { hasOrder, templateString } from './template-string.ts';
import { isNumber, numberText, RegoObject, RegoSet, type Value } from './value.ts';
import { mendSurrogates } from './well-formed.ts';

/** The answer of a native that leaves the call to the module. */
export const MODULE = Symbol('left to the module');

/**
 * A function of OPA's runtime in the module that does not do what OPA's evaluator does, or does harm. In a rewritten
 * module it asks the host first.
 */
export interface Native {
  /** Name of the function in the module (internal/compiler/wasm/wasm.go). */
  readonly function: string;
  /** The host's answer: a value, undefined as in Rego, or MODULE. What it throws is undefined. */
  readonly answer: (args: readonly Value[]) => Value | undefined | typeof MODULE;
  /** Whether the host has to look at a call with values at these addresses; always, if left out. */
  readonly concerns?: (view: MemoryView, addresses: readonly number[]) => boolean;
}

/** In the order of their numbers. */
export const NATIVES: readonly Native[] = [
  // The module never returns where the second argument is empty.
  { function: 'opa_strings_replace', answer: replace, concerns: isSecondEmpty },
  // It gives 0; OPA's evaluator says that there is nothing to look for.
  { function: 'opa_strings_indexof', answer: () => undefined, concerns: isSecondEmpty },
  // It gives up (and ends the evaluation) from 2^31, and cuts off what is longer than 20 digits.
  { function: 'opa_strings_format_int', answer: formatInteger },
  // It gives up at a lone surrogate, and takes `[1,]`, `01` and `1 x`.
  { function: 'opa_json_unmarshal', answer: unmarshal },
  { function: 'opa_json_is_valid', answer: ([json]) => typeof json === 'string' && isJson(json) },
  // It writes members in the order of their hashes, so that a digest of the text is another one than OPA's.
  { function: 'opa_json_marshal', answer: ([value]) => (value === undefined ? undefined : jsonText(value)) },
  // So it writes the values of a template string, and joins the members of a set.
  { function: 'opa_template_string', answer: templateString, concerns: hasOrder },
  { function: 'opa_strings_concat', answer: joinSet, concerns: (view, [, items]) => isSet(view, items) },
  // They read before the start of an empty path.
  { function: 'builtin_json_filter', answer: filterPaths, concerns: isPathEmpty },
  { function: 'builtin_json_remove', answer: removePaths, concerns: isPathEmpty },
  // They are right between -1 and 0; OPA's evaluator is not.
  { function: 'opa_arith_ceil', answer: (args) => ceilBelowZero(args) ?? MODULE },
  { function: 'opa_arith_floor', answer: (args) => floorBelowZero(args) ?? MODULE },
  // They do not know that `1e3` is an integer, and cut off distances beyond 32 bits, or give up.
  { function: 'opa_bits_and', answer: BITS.and },
  { function: 'opa_bits_or', answer: BITS.or },
  { function: 'opa_bits_xor', answer: BITS.xor },
  { function: 'opa_bits_negate', answer: BITS.negate },
  { function: 'opa_bits_shiftleft', answer: BITS.shiftLeft },
  { function: 'opa_bits_shiftright', answer: BITS.shiftRight },
  // It has no answer to an empty list.
  { function: 'builtin_object_union_n', answer: () => new RegoObject(), concerns: isFirstEmptyList },
  // It takes what is no number, and gives a number that nothing can read.
  {
    function: 'opa_to_number',
    answer: ([value]) => (isNumberText(value) ? MODULE : undefined),
    concerns: isFirstString,
  },
  // It knows no IPv4-mapped addresses, and takes signs, spaces and leading zeros.
  { function: 'opa_cidr_contains', answer: contains, concerns: isNotPlainIPv4 },
  { function: 'opa_cidr_intersects', answer: intersects, concerns: isNotPlainIPv4 },
  // It takes characters that are no base64, and missing padding; and does not take the empty text.
  { function: 'opa_base64_decode', answer: ([text]) => decodeBase64(text) },
  { function: 'opa_base64_is_valid', answer: ([text]) => decodeBase64(text) !== undefined },
  { function: 'opa_base64_url_decode', answer: ([text]) => decodeBase64(standardBase64(text)) },
];

function isFirstString(view: MemoryView, [first]: readonly number[]): boolean {
  return first !== undefined && isString(view, first);
}

/** Whether one of the paths may be empty: a list of lists and texts that are not is left to the module. */
function isPathEmpty(view: MemoryView, [, paths]: readonly number[]): boolean {
  const length = paths === undefined ? undefined : arrayLength(view, paths);
  if (paths === undefined || length === undefined) return true;
  return Array.from({ length }, (_, i) => itemAt(view, paths, i)).some((path) => {
    return isString(view, path) ? stringLength(view, path) === 0 : arrayLength(view, path) === 0;
  });
}

function isFirstEmptyList(view: MemoryView, [first]: readonly number[]): boolean {
  return first !== undefined && arrayLength(view, first) === 0;
}

/** What `replace` of an empty text may make, bytes: it multiplies two lengths that may come from a client. */
const MAX_REPLACED = 4 << 20;

function isSecondEmpty(view: MemoryView, [, second]: readonly number[]): boolean {
  return second !== undefined && isString(view, second) && stringLength(view, second) === 0;
}

/** Go's strings.Replacer: the new text before every byte, and at the end. */
function replace([text, , by]: readonly Value[]): Value | undefined {
  if (typeof text !== 'string' || typeof by !== 'string') return undefined;
  const [bytes, between] = [bytesOf(text), bytesOf(by)];
  if (bytes.length * (between.length + 1) > MAX_REPLACED) throw new LimitExceeded('replace would make too long a text');
  const parts = [between];
  for (let i = 0; i < bytes.length; i++) parts.push(bytes.subarray(i, i + 1), between);
  return textOf(Buffer.concat(parts));
}

/** Fractions are cut off. */
function formatInteger([number, base]: readonly Value[]): Value | undefined {
  if (number === undefined || !isNumber(number) || typeof base !== 'number' || ![2, 8, 10, 16].includes(base)) {
    return undefined;
  }
  const { negative, digits, exponent } = decimalOf(numberText(number));
  if (exponent > MAX_EXPONENT) throw new LimitExceeded('format_int would make too long a text');
  const whole = exponent < 0 ? digits.slice(0, exponent) : digits + '0'.repeat(exponent);
  const magnitude = BigInt(whole);
  return (negative ? -magnitude : magnitude).toString(base);
}

const MAX_EXPONENT = 4096;

function unmarshal([json]: readonly Value[]): Value | undefined | typeof MODULE {
  if (typeof json !== 'string' || !isJson(json)) return undefined;
  const mended = mendSurrogates(json);
  return mended === json ? MODULE : parseLiteral(mended);
}

/** As Go's base64.StdEncoding, which passes over line ends. */
function decodeBase64(text: Value | undefined): Value | undefined {
  if (typeof text !== 'string') return undefined;
  const packed = text.replace(/[\r\n]/g, '');
  const padding = packed.endsWith('==') ? 2 : packed.endsWith('=') ? 1 : 0;
  const body = packed.slice(0, packed.length - padding);
  if (packed.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(body)) return undefined;
  const bytes = Buffer.from(body, 'base64');
  return isUtf8(bytes) ? bytes.toString() : textOf(bytes);
}

/** Base64url as base64, with the padding that it may lack. Undefined where it cannot be either. */
function standardBase64(text: Value | undefined): string | undefined {
  if (typeof text !== 'string' || /[+/]/.test(text)) return undefined;
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return standard.endsWith('=') ? standard : standard + ['', '!', '==', '='][Buffer.byteLength(text) % 4];
}

function joinSet([by, items]: readonly Value[]): Value | undefined {
  if (typeof by !== 'string' || !(items instanceof RegoSet)) return undefined;
  const texts = items.sorted();
  return texts.every((text) => typeof text === 'string') ? texts.join(by) : undefined;
}

/** What Go's strconv.ParseFloat reads, infinity and the like apart. */
function isNumberText(value: Value | undefined): boolean {
  return typeof value === 'string' && /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(value);
}

function contains([outer, inner]: readonly Value[]): Value | undefined {
  if (typeof outer !== 'string' || typeof inner !== 'string') return undefined;
  const address = parseAddress(inner);
  const a = parseNetwork(outer);
  const b = address === undefined ? parseNetwork(inner) : { address, prefix: bitLength(address.family) };
  if (a === undefined || b === undefined) return undefined;
  const [[aFrom, aTo], [bFrom, bTo]] = [rangeOf(a), rangeOf(b)];
  return a.address.family === b.address.family && aFrom <= bFrom && bTo <= aTo;
}

function intersects([first, second]: readonly Value[]): Value | undefined {
  if (typeof first !== 'string' || typeof second !== 'string') return undefined;
  const [a, b] = [parseNetwork(first), parseNetwork(second)];
  if (a === undefined || b === undefined) return undefined;
  const [[aFrom, aTo], [bFrom, bTo]] = [rangeOf(a), rangeOf(b)];
  return a.address.family === b.address.family && aFrom <= bTo && bFrom <= aTo;
}

/** Whether an argument is anything but digits and dots with at most one slash, and no octet with a leading zero. */
function isNotPlainIPv4(view: MemoryView, addresses: readonly number[]): boolean {
  return addresses.some((address) => !isString(view, address) || !PLAIN_IPV4.test(stringAt(view, address)));
}

const OCTET = '(?:0|[1-9][0-9]{0,2})';
const PLAIN_IPV4 = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(?:0|[1-9][0-9]?))?$`);
