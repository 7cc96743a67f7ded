import assert from 'node:assert/strict';
import { policy, toolchain } from '../fixture.ts';

/** An argument that is a set. */
export function set(...members: unknown[]): { readonly $set: unknown[] } {
  return { $set: members };
}

/** An argument with numbers that JavaScript does not have, given by `JSON.rawJSON`. */
export function exact(value: unknown): { readonly $json: string } {
  return { $json: JSON.stringify(value) };
}

/** Every list of one from each. */
export function product(...columns: readonly (readonly unknown[])[]): unknown[][] {
  return columns.reduce<unknown[][]>(
    (rows, column) => rows.flatMap((row) => column.map((item) => [...row, item])),
    [[]],
  );
}

/** What no built-in of strings likes. */
export const ODD: readonly unknown[] = [null, true, 0, 1.5, [], ['a'], {}, { a: 1 }, set(), set('a')];

/**
 * Calls a built-in with each list of arguments, in the engine and in OPA's own evaluator; type and value have to be
 * equal, and undefined calls the same ones.
 *
 * @param value Rego expression of `value`, where the value itself is not to be compared
 * @returns how many calls were defined
 */
export async function agree(builtin: string, calls: readonly unknown[][], value = 'value'): Promise<number> {
  const arity = calls[0]?.length ?? 0;
  const names = Array.from({ length: arity }, (_, index) => `argument(args[${index}])`);
  const rego = `argument(x) := {member | some member in x["$set"]} if x["$set"]
else := json.unmarshal(x["$json"]) if x["$json"]
else := x

decision := [[i, type_name(value), ${value}, [json.marshal(x) | some x in [value]; is_number(x)]] |
	some i, args in input.calls
	value := ${builtin}(${names.join(', ')})
]`;
  const { evaluate } = await policy(rego, { deadline: 60_000, memory: 256 << 20 });
  const sources = { files: [{ path: 'p.rego', bytes: Buffer.from(`package p\nimport rego.v1\n${rego}\n`) }] };
  const { results } = await toolchain.evaluate(sources, 'data.p.decision', { input: { calls } });
  const actual = answers(evaluate({ calls }).value);
  const expected = answers(results[0]?.values[0]);
  const differences = calls.flatMap((args, index) => {
    const [ours, opas] = [actual.get(index), expected.get(index)];
    return ours === opas ? [] : [`${ours} instead of ${opas}: ${JSON.stringify(args)}`.slice(0, MAX_MESSAGE)];
  });
  if (differences.length > 0) {
    const found = differences.slice(0, 5).join('\n');
    assert.fail(`${builtin}: ${differences.length} of ${calls.length} calls differ\n${found}`);
  }
  return actual.size;
}

/** Characters of a difference that are shown. */
const MAX_MESSAGE = 1000;

/** What each call gave, as text. */
function answers(value: unknown): ReadonlyMap<number, string> {
  const calls = value as [number, string, unknown, string[]][];
  return new Map(calls.map(([index, type, answer, [digits]]) => [index, `${type} ${digits ?? canonical(answer)}`]));
}

/** JSON with sorted keys, and with the digits that the toolchain keeps of a number. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    if (JSON.isRawJSON(member)) return Number(member.rawJSON);
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
