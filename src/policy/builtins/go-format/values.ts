/**
 * A value as Go's fmt sees it: `null` is a nil interface, a number is a float64, an array is `[]interface {}` and a map is
 * `map[string]interface {}`.
 */
export type GoValue =
  | null
  | boolean
  | string
  | number
  | GoInteger
  | GoJsonNumber
  | readonly GoValue[]
  | ReadonlyMap<string, GoValue>;

/** An integer of one of Go's types; a `*big.Int` has the methods of math/big, and may be of any size. */
export class GoInteger {
  readonly type: 'int' | 'int64' | 'uint8' | '*big.Int';
  readonly value: bigint;

  constructor(type: GoInteger['type'], value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** A json.Number: a string by its kind, that prints itself. */
export class GoJsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Name of the type, as `%T` prints it. */
export function typeName(value: Exclude<GoValue, null>): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (value instanceof GoInteger) return value.type;
  if (value instanceof GoJsonNumber) return 'json.Number';
  return isMap(value) ? 'map[string]interface {}' : '[]interface {}';
}

export function isMap(value: GoValue): value is ReadonlyMap<string, GoValue> {
  return value instanceof Map;
}

export function isSlice(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}
