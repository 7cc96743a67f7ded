import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, ODD, product, set } from './fixture.ts';

const DRAFTS = [undefined, ...[4, 6, 7].map((draft) => `http://json-schema.org/draft-0${draft}/schema#`)];

/** What may stand where something else is wanted. */
const WRONG = [
  null,
  true,
  0,
  1,
  -1,
  1.5,
  'a',
  '',
  [],
  ['a'],
  [1],
  ['a', 'a'],
  [{}, 1],
  {},
  { a: 1 },
  { a: [1] },
  { a: {} },
];

const KEYWORDS = [
  ...['$schema', '$id', 'id', '$ref', 'title', 'description', 'definitions', 'type', 'properties'],
  ...['additionalProperties', 'patternProperties', 'propertyNames', 'dependencies', 'items', 'additionalItems'],
  ...['multipleOf', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'minLength', 'maxLength', 'pattern'],
  ...['format', 'minProperties', 'maxProperties', 'required', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  ...['const', 'enum', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else', 'unknown'],
];

test('every keyword with every kind of value', async () => {
  const schemas = DRAFTS.flatMap(($schema) =>
    KEYWORDS.flatMap((keyword) => WRONG.map((value) => ({ ...($schema && { $schema }), [keyword]: value }))),
  );
  const defined = await agree('json.verify_schema', product(schemas));
  assert.equal(defined, schemas.length);
});

test('keywords that have to fit together', async () => {
  await agree(
    'json.verify_schema',
    product([
      ...[
        { minLength: 2, maxLength: 1 },
        { minProperties: 2, maxProperties: 1 },
        { minItems: 2, maxItems: 1 },
      ],
      ...[{ minimum: 2, maximum: 1 }, { exclusiveMinimum: true }, { exclusiveMaximum: false, maximum: 1 }],
      ...[{ type: 'x' }, { type: ['string', 'string'] }, { type: ['string', 'x'] }, { type: ['string', 1] }],
      ...[
        { enum: [1, 1.0] },
        {
          enum: [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
        },
        { required: ['a', 'a'] },
        { required: [1] },
      ],
      ...[{ pattern: '(' }, { pattern: '(?=a)' }, { pattern: '\\d' }, { patternProperties: { '(': {} } }],
      ...[{ $schema: 'x' }, { $schema: 'https://json-schema.org/draft/2020-12/schema', exclusiveMinimum: 1 }],
      ...[{ properties: { a: { type: 'x' } } }, { items: { items: { type: 'x' } } }, { not: { not: { type: 'x' } } }],
      ...[{ multipleOf: 0 }, { multipleOf: -0.5 }],
    ]),
  );
  const texts = ['1.0', '1e2', '-0', '9223372036854775807', '9223372036854775808', '-9223372036854775809', '00'];
  await agree('json.verify_schema', product(texts.map((text) => `{"minLength":${text}}`)));
  await agree('json.verify_schema', product(['{"const":1e400}', '{"enum":[1e400]}', '{"const":-0}']));
});

test('what is no schema', async () => {
  const texts = ['', 'x', 'true', 'false', 'null', '1', '"a"', '[]', '{}', '{} ', '{}x', '[1,]'];
  await agree('json.verify_schema', product([...ODD, ...texts, set(1), { a: set(1) }]));
});
