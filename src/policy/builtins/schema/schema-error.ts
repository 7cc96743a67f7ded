/** Why a schema is none, in OPA's words. */
export class SchemaError extends Error {}

/** What JSON Schema has in place of a value of another type. */
export function invalidType(expected: string, given: string): SchemaError {
  return new SchemaError(`Invalid type. Expected: ${expected}, given: ${given}`);
}
