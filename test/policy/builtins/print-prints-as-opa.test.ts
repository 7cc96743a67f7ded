import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Toolchain } from '../../../src/toolchain/toolchain.ts';
import { compile, entrypoint, load, prepare } from '../fixture.ts';

const REGO = `package p

decision if {
	print()
	print("text", "quo\\"te", 1, 1.50, 1e3, true, null, "")
	print([1, "a", {"b"}], {"k": [null]}, {3, 2, 1}, set(), {}, [])
	print(input.missing, input.text, input.list[0], data.none, 1 + input.list[1], upper(input.text), input.text + 1)
	print([x | some x in input.list], sprintf("%v", [input.list]), input.list[9].a)
	some x in input.list
	print("item", x)
	x == input.list[3]
	trace(sprintf("trace of %v", [x]))
}
`;

const INPUT = { text: 'a\nb\u0000', list: [1, 2, 3, 'é"'] };
const bytes = Buffer.from(REGO);
const sources = { files: [{ path: 'p.rego', bytes }] };
const toolchain = await Toolchain.start({ print: true });
after(() => toolchain.close());

test('where it is wanted, each line is as in OPA', async () => {
  const lines: string[] = [];
  const built = await toolchain.build(sources, { entrypoints: ['p/decision'] });
  const engine = load(await prepare(built), { print: (line) => lines.push(line) });
  assert.equal(lines.length, 0, 'nothing is printed while the engine becomes warm');
  assert.equal(entrypoint(engine).evaluate(INPUT).value, true);
  const { results, printed } = await toolchain.evaluate(sources, 'data.p.decision', { input: INPUT });
  assert.deepEqual(results[0]?.values, [true]);
  const notes = lines.filter((line) => line.startsWith('trace of'));
  assert.deepEqual(notes, ['trace of é"']);
  assert.equal(`${lines.filter((line) => !notes.includes(line)).join('\n')}\n`, printed);
});

test('where it is not, nothing of it is left in the module', async () => {
  const rego = REGO.replace('package p', '').replace(/\ttrace.*\n/, '');
  const { builtins, reads } = await compile(rego);
  assert.ok(!builtins.includes('internal.print'));
  assert.deepEqual(reads['p/decision'], [['list']]);
  const kept = await toolchain.build(sources, { entrypoints: ['p/decision'] });
  assert.ok(kept.builtins.includes('internal.print'));
});
