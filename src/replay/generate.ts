import { pick, type Random, randomFrom } from './random.ts';
import type { InputPaths } from './recorded.ts';

/** What inputs are made of. */
export interface Material {
  /** Inputs that mean something, as those of tests. May be empty. */
  readonly inputs: readonly object[];
  /** Values that the policy mentions. */
  readonly constants: readonly unknown[];
  /** What the policy reads. */
  readonly reads: InputPaths;
}

type Path = readonly string[];

/** Values at which mistakes are made. */
const BOUNDARIES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  JSON.rawJSON('9007199254740993'),
  '',
  ' ',
  '*',
  '/',
  '\u00e9\ud83d\ude00',
  [],
  [''],
  [null],
  {},
  { '': 0 },
];

/** What policies look at, where it is not known what this one does. */
const USUAL: readonly Path[] = [
  ['request', 'method'],
  ['request', 'path'],
  ['request', 'segments'],
  ['request', 'headers'],
  ['request', 'query'],
  ['request', 'body', 'json'],
  ['route', 'id'],
  ['route', 'params'],
  ['subject', 'kind'],
  ['subject', 'id'],
  ['subject', 'scopes'],
  ['subject', 'claims', 'roles'],
  ['client', 'address'],
];

/** Attempts in a row to make something new. */
const ATTEMPTS = 50;

/**
 * Inputs that are like those that mean something, without a member, with another's value, with a constant of the policy or
 * a value at which mistakes are made. The same material gives the same inputs, none of them twice, until nothing new is
 * found.
 */
export function* generateInputs({ inputs, constants, reads }: Material, seed = 1): Generator<object> {
  const random = randomFrom(seed);
  const known = new Set(inputs.map((input) => JSON.stringify(input)));
  const found = placesIn(inputs).filter((path) => reads?.some((read) => isWithin(path, read)) ?? true);
  const places = [...(reads ?? USUAL), ...found].filter((path) => path.length > 0);
  const values = valuesAt(inputs);
  if (places.length === 0) return;
  for (let failed = 0; failed < ATTEMPTS; failed++) {
    let input = inputs.length === 0 || random() < 0.1 ? {} : pick(random, inputs);
    const changes = Object.keys(input).length === 0 ? places.length : 1 + Math.floor(random() * 3);
    for (let change = 0; change < changes; change++) {
      const place = pick(random, places);
      input = withValue(input, place, valueFor(place, input));
    }
    const text = JSON.stringify(input);
    if (known.has(text)) continue;
    known.add(text);
    failed = -1;
    yield input;
  }

  function valueFor(place: Path, input: object): unknown {
    const others = values.get(place.join('\0')) ?? [];
    const constant = () => {
      if (constants.length === 0) return pick(random, BOUNDARIES);
      const value = pick(random, constants);
      return random() < 0.25 ? changed(value, value, random) : value;
    };
    const choice = random();
    if (choice < 0.15) return undefined;
    if (choice < 0.45 && others.length > 0) return pick(random, others);
    if (choice < 0.65) return constant();
    if (choice < 0.75) return changed(valueAt(input, place), constant(), random);
    if (choice < 0.85) return [constant()];
    return pick(random, BOUNDARIES);
  }
}

/** A value with one thing more, or less, or a little different. */
function changed(value: unknown, by: unknown, random: Random): unknown {
  if (typeof value === 'string') {
    const others = [`${value}x`, `x${value}`, value.slice(1), value.slice(0, -1), swapCase(value)];
    return pick(random, others);
  }
  if (typeof value === 'number') return random() < 0.5 ? value + 1 : -value;
  if (Array.isArray(value)) {
    const choice = Math.floor(random() * 3);
    if (choice === 0 || value.length === 0) return [...value, by];
    const [first, ...rest] = value;
    return choice === 1 ? rest : [changed(first, by, random), ...rest];
  }
  if (isObject(value)) return { ...value, [typeof by === 'string' ? by : 'other']: by };
  return by;
}

function swapCase(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text.toUpperCase() : lower;
}

/** Whether one of two paths leads to, or into, the other. */
function isWithin(path: Path, other: Path): boolean {
  return path.every((name, i) => i >= other.length || name === other[i]);
}

function placesIn(inputs: readonly object[]): Path[] {
  const places = new Map<string, Path>();
  for (const input of inputs) walk(input, [], (path) => places.set(path.join('\0'), path));
  return [...places.values()];
}

function valuesAt(inputs: readonly object[]): Map<string, unknown[]> {
  const values = new Map<string, unknown[]>();
  for (const input of inputs) {
    walk(input, [], (path, value) => {
      const key = path.join('\0');
      const found = values.get(key);
      if (found) found.push(value);
      else values.set(key, [value]);
    });
  }
  return values;
}

/** Calls `see` for every member of an object, and for theirs. */
function walk(value: unknown, path: Path, see: (path: Path, value: unknown) => void): void {
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const inner = [...path, name];
    see(inner, member);
    walk(member, inner, see);
  }
}

function valueAt(input: object, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    input,
  );
}

/** A copy in which the value is at that place; undefined leaves it out. */
function withValue(input: object, [name = '', ...rest]: Path, value: unknown): object {
  const { [name]: member, ...others } = isObject(input) ? input : {};
  const inner = rest.length === 0 ? value : withValue(isObject(member) ? member : {}, rest, value);
  return inner === undefined ? others : { ...others, [name]: inner };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}
