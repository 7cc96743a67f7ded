import { compareValues, RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin, BuiltinContext } from './builtin.ts';
import { isArray, OperandError } from './operands.ts';

/** `object.subset` (OPA: topdown/subset.go). */
export const SUBSET: Readonly<Record<string, Builtin>> = {
  'object.subset': ([whole, part], context) => subset(whole as Value, part as Value, context),
};

function subset(whole: Value, part: Value, context: BuiltinContext): boolean {
  if (isArray(whole) && part instanceof RegoSet) return arrayHoldsSet(whole, part);
  const answer = sameKind(whole, part, context);
  if (answer === undefined) throw new OperandError('two objects, sets or arrays are needed, or an array and a set');
  return answer;
}

/** Undefined where the two are not both objects, both sets or both arrays. */
function sameKind(whole: Value, part: Value, context: BuiltinContext): boolean | undefined {
  if (whole instanceof RegoObject && part instanceof RegoObject) return objectHolds(whole, part, context);
  if (whole instanceof RegoSet && part instanceof RegoSet) return [...part].every((member) => whole.has(member));
  return isArray(whole) && isArray(part) ? arrayHolds(whole, part, context) : undefined;
}

/** Member by member: equal, or a subset itself. */
function objectHolds(whole: RegoObject, part: RegoObject, context: BuiltinContext): boolean {
  for (const [key, member] of part) {
    const counterpart = whole.get(key);
    if (counterpart === undefined) return false;
    const holds = sameKind(counterpart, member, context) ?? compareValues(counterpart, member) === 0;
    if (!holds) return false;
  }
  return true;
}

/**
 * Whether the items of `part` follow each other somewhere in `whole`. After a mismatch OPA goes on by one item from
 * where the attempt began, so this is a plain search.
 */
function arrayHolds(whole: readonly Value[], part: readonly Value[], context: BuiltinContext): boolean {
  for (let start = 0; start + part.length <= whole.length; start++) {
    context.checkDeadline();
    if (part.every((item, index) => compareValues(whole[start + index] as Value, item) === 0)) return true;
  }
  return false;
}

/** OPA counts how often a member of the set is met, not whether each one is; and an empty array holds nothing. */
function arrayHoldsSet(whole: readonly Value[], part: RegoSet): boolean {
  let missing = part.size;
  return whole.some((item) => {
    if (part.has(item)) missing--;
    return missing === 0;
  });
}
