import type { Decimal } from '../../decimal.ts';
import type { RegoObject, Value } from '../../value.ts';

/** The draft that a schema follows. HYBRID stands for none that is known: it has the keywords of all of them. */
export type Draft = 4 | 6 | 7 | typeof HYBRID;
export const HYBRID = Number.POSITIVE_INFINITY;

/** A schema that has been checked, ready to validate. What it does not demand it lacks. */
export interface SubSchema {
  draft: Draft;
  /** A schema that is `true` or `false`. */
  pass?: boolean;
  /** The schema that `$ref` stands for; nothing else counts then. May lead back here. */
  ref?: SubSchema;
  types: string[];
  properties: Map<string, SubSchema>;
  additionalProperties?: boolean | SubSchema;
  patternProperties: readonly (readonly [string, SubSchema])[];
  propertyNames?: SubSchema;
  dependencies: Map<string, readonly string[] | SubSchema>;
  /** One for all items, or one for each of the first ones. */
  items?: SubSchema | readonly SubSchema[];
  additionalItems?: boolean | SubSchema;
  multipleOf?: Decimal;
  minimum?: Decimal;
  exclusiveMinimum?: Decimal;
  maximum?: Decimal;
  exclusiveMaximum?: Decimal;
  minLength?: bigint;
  maxLength?: bigint;
  pattern?: string;
  format?: string;
  minProperties?: bigint;
  maxProperties?: bigint;
  required: readonly string[];
  minItems?: bigint;
  maxItems?: bigint;
  uniqueItems: boolean;
  contains?: SubSchema;
  /** Comparable text. */
  const?: string;
  enum?: ReadonlySet<string>;
  oneOf: readonly SubSchema[];
  anyOf: readonly SubSchema[];
  allOf: readonly SubSchema[];
  not?: SubSchema;
  if?: SubSchema;
  then?: SubSchema;
  else?: SubSchema;
}

/** Reads a keyword of a schema into its checked form; `child` checks a schema within it. */
export type Keyword = (node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema) => void;

export function emptySchema(draft: Draft): SubSchema {
  return {
    draft,
    types: [],
    properties: new Map(),
    patternProperties: [],
    dependencies: new Map(),
    required: [],
    uniqueItems: false,
    oneOf: [],
    anyOf: [],
    allOf: [],
  };
}
