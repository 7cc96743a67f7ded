import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, policy } from '../fixture.ts';
import { agree, ODD, product, set } from './fixture.ts';

/** OPA walks objects in any order, so the order of failures is its accident. */
const SORTED = '[value[0], sort(value[1])]';

const DRAFTS = [undefined, ...[4, 6, 7].map((draft) => `http://json-schema.org/draft-0${draft}/schema#`)];

/** The schema, and once for each draft. */
function inDrafts(schema: object): object[] {
  return DRAFTS.map(($schema) => ($schema === undefined ? schema : { $schema, ...schema }));
}

/** Documents on their own and within a list and an object: only these may be documents of OPA. */
function documents(...values: unknown[]): unknown[] {
  return [...values.map((value) => ({ a: value })), values];
}

const VALUES = [
  ...[null, true, false, 0, 1, -1, 1.5, 2, 3, 10, 100, 1e21, 0.1, 1e-7],
  ...['', 'a', 'ab', 'abc', 'é', '😀', '1'],
  ...[[], [1], [1, 2], [1, 1], [1, 'a', null], [[1], [1]], [{ a: 1 }, { a: 1 }]],
  ...[{}, { a: 1 }, { a: 'x' }, { a: 1, b: 2 }, { b: 2 }, { foo: 1, bar: [] }, { a: { a: { a: 1 } } }],
];

const SCHEMAS: readonly object[] = [
  {},
  ...[
    'array',
    'boolean',
    'integer',
    'null',
    'number',
    'object',
    'string',
    ['string', 'null'],
    ['integer', 'array'],
  ].map((type) => ({ type })),
  ...[{ minimum: 1 }, { maximum: 1 }, { minimum: 1.5, maximum: 2 }, { multipleOf: 0.5 }, { multipleOf: 0.01 }],
  ...[{ multipleOf: 3 }, { multipleOf: 1e-7 }, { minimum: 1234567 }, { maximum: -0.00001 }, { minimum: 1e21 }],
  ...[{ minLength: 2 }, { maxLength: 1 }, { minLength: 1, maxLength: 2 }, { pattern: '^a' }, { pattern: 'b$' }],
  ...[{ minItems: 1 }, { maxItems: 1 }, { uniqueItems: true }, { uniqueItems: false }],
  ...[{ items: { type: 'integer' } }, { items: [{ type: 'integer' }, { type: 'string' }] }, { items: [] }],
  ...[false, true, { type: 'null' }].flatMap((additionalItems) => [
    { items: [{ type: 'integer' }], additionalItems },
    { items: [], additionalItems },
    { items: {}, additionalItems },
  ]),
  ...[{ minProperties: 1 }, { maxProperties: 1 }, { required: ['a'] }, { required: ['a', 'b'] }, { required: [] }],
  { properties: { a: { type: 'integer' }, b: { type: 'string' } } },
  ...[false, true, { type: 'string' }].map((additionalProperties) => ({
    properties: { a: {} },
    patternProperties: { '^f': { type: 'integer' }, o$: { minimum: 2 } },
    additionalProperties,
  })),
  { additionalProperties: false },
  ...[{ dependencies: { a: ['b'] } }, { dependencies: { a: ['b', 'c'], foo: { required: ['x'] } } }],
  ...[{ dependencies: { a: [] } }, { enum: [1, 'a', null, [1], { a: 1 }] }, { enum: [] }, { enum: [1.0, 'b'] }],
  ...[{ not: { type: 'string' } }, { not: {} }],
  {
    anyOf: [
      { type: 'string', minLength: 2 },
      { type: 'integer', minimum: 2 },
    ],
  },
  { oneOf: [{ type: 'integer' }, { minimum: 2 }] },
  { allOf: [{ type: 'integer' }, { minimum: 2 }] },
  { anyOf: [{ properties: { a: { type: 'null' } } }, { properties: { a: { type: 'string' }, b: { type: 'null' } } }] },
  { oneOf: [{ required: ['a', 'x'] }, { required: ['a', 'b', 'y', 'z'] }, { items: { type: 'string' }, minItems: 2 }] },
  { anyOf: [] },
  { definitions: { n: { type: 'integer' } }, properties: { a: { $ref: '#/definitions/n' } } },
  { properties: { a: { $ref: '#' } }, additionalProperties: false },
  { items: { $ref: '#' }, minItems: 1 },
  { definitions: { 'a/b~c': { type: 'null' } }, items: { $ref: '#/definitions/a~1b~0c' } },
  { title: 't', description: 'd', default: 1, unknown: { $ref: 1 } },
];

/** Keywords of later drafts. */
const LATER: readonly object[] = [
  ...[{ const: 1 }, { const: 'a' }, { const: { a: 1 } }, { const: null }, { contains: { type: 'integer' } }],
  ...[{ contains: { minimum: 2, type: 'integer' } }, { propertyNames: { maxLength: 1 } }, { propertyNames: false }],
  ...[{ exclusiveMinimum: 1 }, { exclusiveMaximum: 1 }, { minimum: 0, exclusiveMinimum: 1, exclusiveMaximum: 3 }],
  ...[{ items: true }, { items: false }, { items: [true, false] }, { properties: { a: false, b: true } }],
  ...[{ not: true }, { not: false }, { anyOf: [false, true] }, { allOf: [false] }, { dependencies: { a: false } }],
  ...[
    '{"if":{"type":"integer"},"then":{"minimum":2},"else":{"minLength":2}}',
    '{"if":true,"then":false}',
    '{"if":false,"else":{"type":"null"}}',
    '{"if":{"required":["a"]}}',
    '{"then":false}',
  ].map((text) => JSON.parse(text)),
];

const EARLIER: readonly object[] = [
  ...[
    { minimum: 1, exclusiveMinimum: true },
    { maximum: 1, exclusiveMaximum: true },
  ],
  ...[
    { minimum: 1, exclusiveMinimum: false },
    { id: 'http://a/b', properties: { a: { $ref: '#' } } },
  ],
];

/** The schema for each item of a list. */
function ofItems(schema: { readonly $schema?: string }): object {
  const { $schema, ...items } = schema;
  return { ...($schema !== undefined && { $schema }), items };
}

test('every keyword in every draft', async () => {
  const schemas = [
    ...SCHEMAS.flatMap(inDrafts),
    ...LATER.flatMap((schema) => inDrafts(schema).filter(({ $schema }: { $schema?: string }) => $schema !== DRAFTS[1])),
    ...EARLIER.flatMap((schema) => inDrafts(schema).slice(0, 2)),
  ];
  const objects = VALUES.filter((value) => typeof value === 'object' && value !== null);
  const calls = [...product(objects, [...SCHEMAS, ...LATER]), ...product([VALUES], schemas.map(ofItems))];
  const defined = await agree('json.match_schema', calls, SORTED);
  assert.ok(defined > 1500, `${defined} documents are held against their schemas`);
});

test('documents and schemas as text', async () => {
  const texts = ['1', 'null', '"a"', '[1]', '{"a":1}', '{"a":1.0}', ' {"a" : 2}', '', '{', '{"a":1}x', '-0'];
  const schemas = ['true', 'false', '{}', '{"type":"integer"}', '{"properties":{"a":{"minimum":2}}}', '{"enum":[0]}'];
  const more = ['', '{', '1', 'null', '[]', '{"type":1}', '{"const":{"a":1}}', '{"type":"number"}'];
  await agree('json.match_schema', product(texts, [...schemas, ...more, {}, []]), SORTED);
});

test('what is no document or no schema', async () => {
  await agree('json.match_schema', [...product(ODD, [{}]), ...product([{}], ODD)], SORTED);
  const sets = [{ a: set('x', 'y') }, set(1), [set()], { a: set(1, 1) }];
  await agree('json.match_schema', product(sets, [{ properties: { a: { items: { type: 'integer' } } } }]), SORTED);
});

test('numbers of any size', async () => {
  const numbers = [
    ...['0', '-0', '1.0', '10.00', '1e2', '1E+2', '1e-2', '12345678901234567890', '0.1', '0.30000000000000004'],
    ...['1e1000', '1e999999', '1e1000001', '-1e1000001', '1e-1000001', '123e-999999'],
  ];
  const types = ['{"type":"integer"}', '{"type":"number"}', '{"type":"string"}'];
  await agree('json.match_schema', product(numbers, types), SORTED);
  const bounds = [
    '0',
    '1',
    '1.0',
    '0.1',
    '1e2',
    '123456',
    '1234567',
    '0.0001',
    '0.00001',
    '1e21',
    '12345678901234567890',
  ];
  const keywords = ['minimum', 'maximum', 'multipleOf', 'exclusiveMinimum', 'exclusiveMaximum'];
  const schemas = keywords.flatMap((keyword) => bounds.map((bound) => `{"${keyword}":${bound}}`));
  await agree('json.match_schema', product(numbers.slice(0, 11), schemas), SORTED);
  await agree('json.verify_schema', product([...schemas, '{"minimum":1e1000001}', '{"multipleOf":-1}']));
});

test('references', async () => {
  const schemas = [
    { $id: 'http://a/b/c', definitions: { x: { $id: 'd', type: 'integer' } }, properties: { a: { $ref: 'd' } } },
    {
      $id: 'http://a/b/',
      definitions: { x: { $id: '../y', type: 'null' } },
      properties: { a: { $ref: 'http://a/y' } },
    },
    { $id: 'http://a/b', definitions: { x: { $id: '#x', type: 'null' } }, properties: { a: { $ref: '#x' } } },
    { definitions: { x: { $id: '#x', type: 'null' } }, properties: { a: { $ref: '#x' }, b: { $ref: '#y' } } },
    { $id: 'urn:a', definitions: { x: { type: 'null' } }, properties: { a: { $ref: 'urn:a#/definitions/x' } } },
    {
      definitions: { x: { $ref: '#/definitions/y' }, y: { type: 'null' } },
      properties: { a: { $ref: '#/definitions/x' } },
    },
    { definitions: { x: [{ type: 'null' }] }, properties: { a: { $ref: '#/properties/b/0' }, b: [1] } },
    { items: [{ type: 'null' }], properties: { a: { $ref: '#/items/0' } } },
    { properties: { a: { $ref: '#/items/1' } }, items: [{ type: 'null' }] },
    { properties: { a: { $ref: '#/items/x' } }, items: [{}] },
    { properties: { a: { $ref: '#/missing' } } },
    { properties: { a: { $ref: '#/properties/a/$ref' } } },
    { properties: { a: { $ref: '#/title/x' } }, title: 't' },
    {
      properties: { a: { $ref: '#/const' } },
      const: { $ref: '#/definitions/x' },
      definitions: { x: { type: 'null' } },
    },
    { properties: { $ref: { type: 'null' }, a: { $ref: '#/properties/$ref' } } },
    { properties: { a: { $ref: 'other' } } },
    { properties: { a: { $ref: 'http://' } } },
    { properties: { a: { $ref: '' } } },
    { $ref: '#/definitions/x', definitions: { x: { type: 'null' } }, type: 'string' },
    { definitions: { x: { $id: 'http://a' }, y: { $id: 'http://a' } } },
    { definitions: { x: { id: 'http://a' }, y: { $id: 'http://a' } } },
    { allOf: [{ $ref: '#/definitions/x' }, { $ref: '#/definitions/x', type: 'integer' }], definitions: { x: {} } },
    { definitions: { x: { $schema: 'http://json-schema.org/draft-04/schema#', const: 1 } }, $ref: '#/definitions/x' },
    ...DRAFTS.slice(1).map(($ref) => ({ properties: { a: { $ref } } })),
    ...DRAFTS.slice(1).map((draft) => ({ properties: { a: { $ref: `${draft}/properties/type` } } })),
    ...DRAFTS.slice(1).map((draft) => ({ properties: { a: { $ref: `${draft}/missing` } } })),
  ];
  const values = [null, 1, 'x', { type: 'string' }, { type: 'x' }, { minLength: -1 }, { a: null }, { properties: 1 }];
  await agree('json.match_schema', product(documents(...values), schemas), SORTED);
  await agree('json.verify_schema', product(schemas));
});

test('an address outside of the schema', async () => {
  const { evaluate } = await policy(`decision := {
	"verified": [json.verify_schema({"$ref": ref}) | some ref in input.refs],
	"matched": [json.match_schema({}, {"$ref": ref}) | some ref in input.refs],
}`);
  const refs = ['http://127.0.0.1:1/schema', 'https://example.com/a.json#/x', 'file:///etc/passwd'];
  assert.deepEqual(evaluate({ refs }).value, {
    verified: refs.map((ref) => [false, `jsonschema: remote reference loading disabled: ${ref}`]),
    matched: [],
  });
});

test('a schema that only refers to itself', async () => {
  const { evaluate } = await policy(
    'decision := {"verified": json.verify_schema(input.schema), "matched": [1 | json.match_schema({}, input.schema)]}',
    { deadline: 500 },
  );
  for (const schema of [{ $ref: '#' }, { allOf: [{ $ref: '#' }] }]) {
    assert.deepEqual(evaluate({ schema }).value, { verified: [true, null], matched: [] });
  }
});

test('a schema that takes longer than there is time', async () => {
  const { evaluate } = await policy('decision := json.match_schema({}, input.schema)', { deadline: 20 });
  const steps = Array.from({ length: 40 }, (_, i) => [
    `d${i}`,
    { allOf: Array(2).fill({ $ref: `#/definitions/d${i + 1}` }) },
  ]);
  const definitions = { ...Object.fromEntries(steps), d40: {} };
  const schema = { definitions, $ref: '#/definitions/d0' };
  assert.throws(() => evaluate({ schema }), fault('policy_unavailable', /longer than/));
  assert.deepEqual(evaluate({ schema: {} }).value, [true, []]);
});
