import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateInputs, type Material } from '../../src/replay/generate.ts';

const MATERIAL: Material = {
  inputs: [
    { request: { method: 'GET' }, subject: { id: 'alice', claims: { roles: ['editor'] } } },
    { request: { method: 'PUT' }, subject: { id: 'bob' }, client: { address: '192.0.2.1' } },
  ],
  constants: ['viewer', 7],
  reads: [
    ['request', 'method'],
    ['subject', 'claims', 'roles'],
    ['route', 'id'],
  ],
};

function some(material: Material, count = 2000): Input[] {
  const inputs: Input[] = [];
  for (const input of generateInputs(material)) {
    if (inputs.push(input) === count) break;
  }
  return inputs;
}

interface Input {
  readonly request?: { readonly method?: unknown };
  readonly route?: { readonly id?: unknown };
  readonly subject?: { readonly id?: unknown; readonly claims?: { readonly roles?: unknown } };
  readonly client?: unknown;
}

const inputs = some(MATERIAL);

test('the same material gives the same inputs, none of them twice', () => {
  assert.deepEqual(some(MATERIAL), inputs);
  assert.equal(new Set(inputs.map((input) => JSON.stringify(input))).size, inputs.length);
});

test('what is not read stays as it is', () => {
  for (const { client, subject } of inputs) {
    assert.ok(client === undefined || (client as { address: unknown }).address === '192.0.2.1');
    assert.ok([undefined, 'alice', 'bob'].includes(subject?.id as string));
  }
});

const FOUND: Readonly<Record<string, (input: Input) => boolean>> = {
  'the value of another input': ({ request, subject }) => request?.method === 'PUT' && subject?.id === 'alice',
  'without a member': ({ request, subject }) => request?.method === undefined && subject?.id === 'alice',
  'a constant': ({ route }) => route?.id === 'viewer',
  'almost a constant': ({ route }) => route?.id === 'viewerx' || route?.id === 'VIEWER',
  'a list of a constant': ({ subject }) => JSON.stringify(subject?.claims?.roles) === '["viewer"]',
  'a list with one thing more': ({ subject }) => JSON.stringify(subject?.claims?.roles) === '["editor","viewer"]',
  'a list with another thing': ({ subject }) => JSON.stringify(subject?.claims?.roles) === '["editorx"]',
  'of another type': ({ subject }) => subject?.claims?.roles === null,
  'a number that JavaScript does not have': ({ route }) => JSON.isRawJSON(route?.id),
};

for (const [name, is] of Object.entries(FOUND)) test(name, () => assert.ok(inputs.some(is)));

test('from nothing but what is read', () => {
  const made = some({ ...MATERIAL, inputs: [] });
  assert.ok(made.some(({ request, route }) => request?.method === 'viewer' && route?.id === 7));
});

test('where it is not known what is read, members of requests and of inputs change', () => {
  const made = some({ inputs: MATERIAL.inputs, constants: ['x'], reads: null });
  assert.ok(made.some(({ client }) => client === undefined));
  assert.ok(made.some(({ route }) => route?.id === 'x'));
});

test('it ends where nothing new is left, and where nothing is read', () => {
  assert.ok(some({ inputs: [], constants: [], reads: [['x']] }).length < 100);
  assert.deepEqual(some({ inputs: [], constants: [], reads: [] }), []);
});

test('a member called __proto__ is one like others', () => {
  const inputs = [JSON.parse('{"__proto__": {"x": 1}}')];
  const made = some({ inputs, constants: [], reads: [['__proto__', 'x']] }, 50);
  assert.ok(made.length > 5);
  assert.ok(made.every((input) => Object.getPrototypeOf(input) === Object.prototype));
});
