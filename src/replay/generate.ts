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
  const places: readonly Path[] = [...(reads ?? USUAL), ...placesIn(inputs)].filter((path) => path.length > 0);
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
    const constant = () => (constants.length === 0 ? pick(random, BOUNDARIES) : pick(random, constants));
    const choice = random();
    if (choice < 0.15) return undefined;
    if (choice < 0.45 && others.length > 0) return pick(random, others);
    if (choice < 0.65) return constant();
    if (choice < 0.75) return changed(valueAt(input, place), constant(), random);
    if (choice < 0.85) return [constant()];
    return pick(random, BOUNDARIES);
  }
}

/** A value with one thing more, or less. */
function changed(value: unknown, by: unknown, random: Random): unknown {
  if (typeof value === 'string') return random() < 0.5 ? `${value}${value}` : value.slice(1);
  if (typeof value === 'number') return random() < 0.5 ? value + 1 : -value;
  if (Array.isArray(value)) return random() < 0.5 ? [...value, by] : value.slice(1);
  if (isObject(value)) return { ...value, [typeof by === 'string' ? by : 'other']: by };
  return by;
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
