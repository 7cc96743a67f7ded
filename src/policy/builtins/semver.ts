import type { Builtin } from './builtin.ts';
import { OperandError, text } from './operands.ts';

/** Semantic versions (OPA: internal/semver, https://semver.org section 11). */
export const SEMVER: Readonly<Record<string, Builtin>> = {
  'semver.compare': ([a, b]) => compare(parse(text(a)), parse(text(b))),
  'semver.is_valid': ([version]) => typeof version === 'string' && isValid(version),
};

interface Version {
  /** Major, minor, patch. */
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly preRelease: readonly string[];
}

const MAX_INT64 = 2n ** 63n - 1n;

/** Anchored and without nested repetition: linear in the text. */
const NUMBER = /^(?:0|[1-9][0-9]*)$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;
const DIGITS = /^[0-9]+$/;

function isValid(version: string): boolean {
  try {
    parse(version);
    return true;
  } catch (thrown) {
    if (thrown instanceof OperandError) return false;
    throw thrown;
  }
}

/** A version with or without the `v` that OPA forgives. */
function parse(version: string): Version {
  const [unbuilt, metadata] = cut(version.startsWith('v') ? version.slice(1) : version, '+');
  if (metadata !== undefined) identifiers(metadata);
  const [core, suffix] = cut(unbuilt, '-');
  const preRelease = suffix === undefined ? [] : identifiers(suffix);
  if (preRelease.some((name) => DIGITS.test(name) && !NUMBER.test(name))) throw new OperandError('a leading zero');
  const [major, minor, patch, ...rest] = core.split('.', 4).map(number);
  if (major === undefined || minor === undefined || patch === undefined || rest.length > 0) {
    throw new OperandError('not three numbers');
  }
  return { numbers: [major, minor, patch], preRelease };
}

function number(digits: string): bigint {
  const value = digits.length <= 19 && NUMBER.test(digits) ? BigInt(digits) : MAX_INT64 + 1n;
  if (value > MAX_INT64) throw new OperandError('no number of a version');
  return value;
}

function identifiers(dotted: string): string[] {
  const names = dotted.split('.');
  if (!names.every((name) => IDENTIFIER.test(name))) throw new OperandError('no identifier of a version');
  return names;
}

function cut(version: string, separator: string): [string, string | undefined] {
  const at = version.indexOf(separator);
  return at < 0 ? [version, undefined] : [version.slice(0, at), version.slice(at + 1)];
}

function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] as bigint;
    if (number !== other) return number < other ? -1 : 1;
  }
  // The one without a pre-release is the larger one.
  const [x, y] = [a.preRelease, b.preRelease];
  return x.length === 0 || y.length === 0 ? Math.sign(y.length - x.length) : comparePreReleases(x, y);
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = compareIdentifiers(a[i] as string, b[i] as string);
    if (difference !== 0) return difference;
  }
  return Math.sign(a.length - b.length);
}

/** Numbers come before names. OPA reads a number that is too large as the largest one. */
function compareIdentifiers(a: string, b: string): number {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return x === y ? 0 : x < y ? -1 : 1;
  if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

function numeric(identifier: string): bigint | undefined {
  if (!DIGITS.test(identifier)) return undefined;
  return identifier.length > 19 || BigInt(identifier) > MAX_INT64 ? MAX_INT64 : BigInt(identifier);
}
