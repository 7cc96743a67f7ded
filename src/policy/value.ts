import { compareDecimals, decimalOf, integerOfDecimal } from './decimal.ts';

/**
 * A Rego value as a built-in function sees it. Unlike JSON it has sets, objects with keys of any type, and numbers that
 * keep every digit.
 *
 * A number is a JavaScript number exactly when its Rego text is what JavaScript would print for it (`1`, `0.5`, `-3`);
 * every other number (`1.0`, `1e3`, `9007199254740993`) is a RegoNumber. `integerOf` and `numberOf` read both.
 */
export type Value = null | boolean | number | string | RegoNumber | readonly Value[] | RegoObject | RegoSet;

/** A number whose decimal text says more than a JavaScript number can: too many digits, or another spelling. */
export class RegoNumber {
  /** JSON text of the number. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object of Rego: keys may be any value, and equal keys are one key. Not changed once a built-in has returned it. */
export class RegoObject {
  readonly #entries = new Map<unknown, readonly [Value, Value]>();

  static from(entries: Iterable<readonly [Value, Value]>): RegoObject {
    const object = new RegoObject();
    for (const [key, value] of entries) object.set(key, value);
    return object;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(identityOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(identityOf(key));
  }

  set(key: Value, value: Value): this {
    this.#entries.set(identityOf(key), [key, value]);
    return this;
  }

  delete(key: Value): boolean {
    return this.#entries.delete(identityOf(key));
  }

  /** In the order of insertion; `sorted` gives OPA's. */
  [Symbol.iterator](): MapIterator<readonly [Value, Value]> {
    return this.#entries.values();
  }

  /** Entries in the order in which OPA iterates: by key. */
  sorted(): (readonly [Value, Value])[] {
    return [...this].sort((a, b) => compareValues(a[0], b[0]));
  }
}

/** A set of Rego: equal members are one member. Not changed once a built-in has returned it. */
export class RegoSet {
  readonly #members = new Map<unknown, Value>();

  static from(members: Iterable<Value>): RegoSet {
    const set = new RegoSet();
    for (const member of members) set.add(member);
    return set;
  }

  get size(): number {
    return this.#members.size;
  }

  has(member: Value): boolean {
    return this.#members.has(identityOf(member));
  }

  add(member: Value): this {
    const identity = identityOf(member);
    if (!this.#members.has(identity)) this.#members.set(identity, member);
    return this;
  }

  /** In the order of insertion; `sorted` gives OPA's. */
  [Symbol.iterator](): MapIterator<Value> {
    return this.#members.values();
  }

  /** Members in the order in which OPA iterates. */
  sorted(): Value[] {
    return [...this].sort(compareValues);
  }
}

/** A number from its JSON text, in the one form that Value allows for it. */
export function numberFromText(text: string): number | RegoNumber {
  const number = Number(text);
  return String(number) === text ? number : new RegoNumber(text);
}

/** A number from an integer of any size. */
export function numberFromInteger(integer: bigint): number | RegoNumber {
  return numberFromText(integer.toString());
}

export function isNumber(value: Value): value is number | RegoNumber {
  return typeof value === 'number' || value instanceof RegoNumber;
}

/** JSON text of a number. */
export function numberText(value: number | RegoNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** The nearest JavaScript number. */
export function numberOf(value: number | RegoNumber): number {
  return typeof value === 'number' ? value : Number(value.text);
}

/** The integer that a number is (`3`, `3.0`, `3e2`), or undefined where it has a fraction or is absurdly large. */
export function integerOf(value: number | RegoNumber): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return integerOfDecimal(decimalOf(numberText(value)));
}

/** OPA's order of all values: null, booleans, numbers, strings (by code point), arrays, objects, sets. */
export function compareValues(a: Value, b: Value): number {
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case 1:
      return Number(a) - Number(b);
    case 2:
      return compareNumbers(a as number | RegoNumber, b as number | RegoNumber);
    case 3:
      return compareText(a as string, b as string);
    case 4:
      return compareSequences(a as readonly Value[], b as readonly Value[]);
    case 5:
      return compareObjects(a as RegoObject, b as RegoObject);
    case 6:
      return compareSequences((a as RegoSet).sorted(), (b as RegoSet).sorted());
    default:
      return 0;
  }
}

function rankOf(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (isNumber(value)) return 2;
  if (typeof value === 'string') return 3;
  if (value instanceof RegoObject) return 5;
  return value instanceof RegoSet ? 6 : 4;
}

function compareNumbers(a: number | RegoNumber, b: number | RegoNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareDecimals(decimalOf(numberText(a)), decimalOf(numberText(b)));
}

/** By code point, as Go compares UTF-8: a surrogate pair is larger than every character below U+10000. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Moves surrogates behind all other units. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function compareSequences(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = compareValues(a[i] as Value, b[i] as Value);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: RegoObject, b: RegoObject): number {
  const [left, right] = [a.sorted(), b.sorted()];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = compareSequences(left[i] ?? [], right[i] ?? []);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * What a Map tells two values apart by. Strings stand for themselves; everything that is not a primitive becomes text
 * behind a NUL, and strings that begin with a NUL get a second one, so that the two never meet.
 */
function identityOf(value: Value): unknown {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0${value}` : value;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof RegoNumber) return numberIdentity(value);
  return `\0${canonicalText(value)}`;
}

function numberIdentity(value: RegoNumber): unknown {
  const decimal = decimalOf(value.text);
  const number = Number(value.text);
  if (compareDecimals(decimal, decimalOf(String(number))) === 0) return number;
  return `\0${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.exponent}`;
}

/** Text that is equal for equal values only: numbers normalised, objects and sets sorted. */
function canonicalText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof RegoNumber) return String(numberIdentity(value));
  if (value instanceof RegoSet) return `<${value.sorted().map(canonicalText).join(',')}>`;
  if (value instanceof RegoObject) {
    return `{${value
      .sorted()
      .map(([key, member]) => `${canonicalText(key)}:${canonicalText(member)}`)
      .join(',')}}`;
  }
  return value !== null && typeof value === 'object' ? `[${value.map(canonicalText).join(',')}]` : String(value);
}
