import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BuiltinContext } from '../../../src/policy/builtins/builtin.ts';
import { JSON_PATCH } from '../../../src/policy/builtins/json-patch.ts';
import { plainOf, regoValueOf } from '../../../src/policy/plain.ts';
import type { Value } from '../../../src/policy/value.ts';
import { agree, ODD, product, set } from './fixture.ts';

const DOCUMENTS = [
  { a: 1, b: { c: [1, 2, { d: 3 }] }, '': 0, '/': 1, '~': 2 },
  [1, 2, 3],
  [],
  {},
  set(1, [0], 'a'),
  1,
  null,
  'a',
];

const PATHS: unknown[] = [
  ...[
    '',
    '/',
    '/a',
    '//a',
    'a',
    '/b/c',
    '/b/c/0',
    '/b/c/-',
    '/b/c/3',
    '/b/c/4',
    '/b/c/01',
    '/b/c/+1',
    '/b/c/-1',
    '/b/c/2/d',
    '/~1',
    '/~0',
  ],
  ...[
    '/0',
    '/1',
    '/3',
    '/-',
    '/x',
    '/x/y',
    '/a/b',
    ['a'],
    ['b', 'c', 1],
    ['b', 'c', 1.5],
    [0],
    [[0]],
    [[0], 1],
    ['0'],
    [null],
    [true],
    [],
  ],
  ...[['b', 'c', '1.0'], [1], 1, null, set('a'), { a: 1 }, '/b/c/1.0', '/b/c/99999999999999999999'],
];

/** OPA crashes where a patch leaves nothing, and where something is moved within a set. */
function crashes(document: unknown, patch: unknown): boolean {
  const [{ op, path, from }] = patch as [{ op: string; path: unknown; from?: unknown }];
  const root = (pointer: unknown) => pointer === '' || (Array.isArray(pointer) && pointer.length === 0);
  if (op === 'remove') return root(path);
  return op === 'move' && (root(from) || (document as { $set?: unknown } | null)?.$set !== undefined);
}

test('one operation', async () => {
  const operations = PATHS.flatMap((path) => [
    { op: 'add', path, value: 9 },
    { op: 'add', path, value: { x: [1] } },
    { op: 'remove', path },
    { op: 'replace', path, value: [0, 1] },
    { op: 'test', path, value: 1 },
    { op: 'test', path, value: { d: 3 } },
    { op: 'move', from: path, path: '/new' },
    { op: 'move', from: '/a', path },
    { op: 'copy', from: path, path: '/new' },
    { op: 'copy', from: '/b', path },
  ]);
  const calls = product(
    DOCUMENTS,
    operations.map((operation) => [operation]),
  ).filter(([document, patch]) => !crashes(document, patch));
  const defined = await agree('json.patch', calls);
  assert.ok(defined > 300, `${defined} calls are defined`);
});

test('what is no operation', async () => {
  const operations = [
    {},
    { op: 'add' },
    { op: 'add', path: '/a' },
    { op: 'x', path: '/a' },
    { op: 1, path: '/a' },
    { path: '/a' },
    1,
    'add',
  ];
  const incomplete = [
    { op: 'move', path: '/a' },
    { op: 'copy', path: '/a' },
    { op: 'test', path: '/a' },
    { op: 'replace', path: '/a' },
  ];
  await agree(
    'json.patch',
    product([{ a: 1 }], [...[...operations, ...incomplete].map((operation) => [operation]), ...ODD]),
  );
});

test('many operations', async () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => `/${keys.join('/')}`);
  const value = fc.constantFrom<unknown>(1, { a: 1 }, { a: { b: 2 }, c: {} }, { b: { a: {} } });
  const op = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'replace'), path, value }),
    fc.record({ op: fc.constant('remove'), path }),
    fc.record({ op: fc.constantFrom('move', 'copy'), from: path, path }),
  );
  const patches = fc.sample(fc.array(op, { maxLength: 4 }), { seed: 1, numRuns: 1500 });
  const documents = [{ a: { b: { c: 1 } }, b: { a: 2 } }];
  const defined = await agree('json.patch', product(documents, patches));
  assert.ok(defined > 100, `${defined} calls are defined`);
});

test('items that were moved are found where they are, as RFC 6902 says and OPA does not', () => {
  const patch = (document: unknown, ...operations: unknown[]) => {
    const context = { checkDeadline() {} };
    const value = regoValueOf([document, operations]) as readonly Value[];
    return plainOf(JSON_PATCH['json.patch']?.(value, context as BuiltinContext) as Value);
  };
  const add = { op: 'add', path: '/0/x', value: 1 };
  assert.deepEqual(patch([{ a: 1 }, { b: 2 }], { op: 'remove', path: '/0' }, add), [{ b: 2, x: 1 }]);
  assert.deepEqual(patch([1, 2], { op: 'add', path: '/0', value: 0 }, { op: 'test', path: '/1', value: 1 }), [0, 1, 2]);
});
