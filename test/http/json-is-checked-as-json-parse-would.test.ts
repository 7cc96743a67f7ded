import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkJson } from '../../src/http/json-check.ts';

function agree(text: string): void {
  let parses = true;
  try {
    JSON.parse(text);
  } catch {
    parses = false;
  }
  const check = () => checkJson(Buffer.from(text));
  if (parses) assert.equal(check(), text.trimStart()[0], text);
  else assert.throws(check, SyntaxError, text);
}

const ODD = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    ']',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '{1:1}',
    '[1 2]',
    '1 2',
    '[]]',
  ],
  ...[
    '01',
    '-',
    '-0',
    '1.',
    '.5',
    '1e',
    '1e+',
    '1E-7',
    '-1.5e300',
    '+1',
    '1a',
    'NaN',
    'tru',
    'true',
    'nulls',
    'null',
    'false',
  ],
  ...[
    '"',
    '"a',
    '"\\x"',
    '"\\u12"',
    '"\\u12G4"',
    '"\\uD800"',
    '"\\"',
    '"\\\\"',
    '"\n"',
    '"\u007f"',
    "'a'",
    '"é"',
    '"\\/\\b\\f\\n\\r\\t"',
  ],
  ...[
    ' {"a" : [ 1 , {"b":[]} , "c" ] } ',
    '[[],{},[{}]]',
    '{"a":{"a":{}}}',
    '[}',
    '{]',
    '{"a":1]',
    '[1}',
    '\ufeff{}',
    '\u00a0[]',
    '[\t1\r\n]',
  ],
];

test('what is JSON and what is not', () => {
  for (const text of ODD) agree(text);
});

test('any value, and any text with one character changed', () => {
  const changed = fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[]",:\\ 0-.eu\n\u0000x'), fc.boolean());
  fc.assert(
    fc.property(changed, ([json, place, character, insert]) => {
      agree(json);
      const at = place % (json.length + 1);
      agree(json.slice(0, at) + character + json.slice(insert ? at : at + 1));
    }),
    { numRuns: 3000 },
  );
});

test('however deep', () => {
  agree('['.repeat(100_000) + ']'.repeat(100_000));
  agree('['.repeat(100_000) + ']'.repeat(99_999));
});
