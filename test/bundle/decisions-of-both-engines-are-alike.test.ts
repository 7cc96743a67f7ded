import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, agrees } from '../../src/bundle/admission/agreement.ts';
import { alike } from '../../src/bundle/admission/alike.ts';
import { parseExactly } from '../../src/replay/recorded.ts';

const ALIKE: readonly [string, string][] = [
  ['{"a":1,"b":[true,null]}', '{"b":[true,null],"a":1}'],
  ['[{"code":"b"},{"code":"a"}]', '[{"code":"a"},{"code":"b"}]'],
  ['[[2,1],[3]]', '[[3],[1,2]]'],
  ['0.1', '0.10000000000000001'],
  ['9007199254740993', '9007199254740993'],
  ['1', '1.0'],
];

const UNLIKE: readonly [string, string][] = [
  ['{"a":1}', '{"a":1,"b":null}'],
  ['{"a":null}', '{"b":null}'],
  ['[1,1,2]', '[1,2,2]'],
  ['[]', '{}'],
  ['"1"', '1'],
  ['0.1', '0.2'],
  ['9007199254740993', '9007199254740992'],
  ['null', 'false'],
];

for (const [a, b] of ALIKE) test(`${a} and ${b}`, () => assert.ok(alike(parseExactly(a), parseExactly(b))));
for (const [a, b] of UNLIKE) test(`not ${a} and ${b}`, () => assert.ok(!alike(parseExactly(a), parseExactly(b))));

const value = (of: unknown): Answer => ({ value: of, ndBuiltins: '' });
const fault = (listed: boolean): Answer => ({ fault: 'object insert conflict', listed });

test('a fault that is listed is tolerated where nobody asks', () => {
  assert.ok(agrees(fault(true), { value: 'true' }, 'generated'));
  assert.ok(!agrees(fault(true), { value: 'true' }, 'test'));
  assert.ok(!agrees(fault(true), { value: 'true' }, 'recorded'));
  assert.ok(!agrees(fault(false), { value: 'true' }, 'generated'));
});

test('both may fail, and OPA may where it cannot evaluate', () => {
  assert.ok(agrees(fault(false), { error: 'eval_conflict_error' }, 'test'));
  assert.ok(agrees(value(1), { error: 'call to plus with operand 1 that requires evaluation' }, 'test'));
  assert.ok(!agrees(value(1), { error: 'eval_conflict_error' }, 'generated'));
});

test('undefined is no value', () => {
  assert.ok(agrees(value(undefined), {}, 'test'));
  assert.ok(!agrees(value(undefined), { value: 'false' }, 'generated'));
  assert.ok(!agrees(value(false), {}, 'generated'));
});
