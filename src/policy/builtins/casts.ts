import { RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { members, OperandError } from './operands.ts';

/** The casts that OPA deprecated (topdown/casts.go): all but those to arrays and sets only check the type. */
export const CASTS: Readonly<Record<string, Builtin>> = {
  cast_array: ([value]) => members(value),
  cast_set: ([value]) => RegoSet.from(members(value)),
  cast_string: checked((value) => typeof value === 'string'),
  cast_boolean: checked((value) => typeof value === 'boolean'),
  cast_null: checked((value) => value === null),
  cast_object: checked((value) => value instanceof RegoObject),
};

function checked(holds: (value: Value | undefined) => boolean): Builtin {
  return ([value]) => {
    if (!holds(value)) throw new OperandError('the value is of another type');
    return value;
  };
}
