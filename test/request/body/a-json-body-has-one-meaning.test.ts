import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { MAX_DEPTH, parseStrictJson } from '../../../src/http/json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const REFUSED: Record<string, string | Buffer> = {
  'no JSON': 'hello',
  nothing: '',
  'half of it': '{"a": 1',
  'more than one': '{} {}',
  'a comment': '{/* */}',
  'a single-quoted name': "{'a': 1}",
  'a control character in a string': '"a\nb"',
  'a byte order mark': '\ufeff{}',
  'UTF-16': Buffer.from('{"a": 1}', 'utf16le'),
  'a broken UTF-8 sequence': Buffer.from([0x22, 0xc3, 0x22]),
  'an overlong UTF-8 sequence': Buffer.from([0x22, 0xc0, 0x80, 0x22]),
  'a surrogate in UTF-8': Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  'a lone high surrogate': '["\\ud800"]',
  'a lone low surrogate': '{"a": "\\uDFFF"}',
  'a lone surrogate in a name': '{"\\ud800": 1}',
  'surrogates in the wrong order': '"\\udc00\\ud800"',
  'a name twice': '{"admin": false, "admin": true}',
  'a name twice, once escaped': '{"admin": false, "\\u0061dmin": true}',
  'a name twice, deep inside': '[{"a": {"b": [{"c": 1, "d": 2, "c": 3}]}}]',
  '__proto__ twice': '{"__proto__": 1, "__proto__": 2}',
  'a number without bounds': '1e400',
  NaN: '[NaN]',
  'arrays too deep': nested(MAX_DEPTH + 1),
  'objects too deep': `${'{"a":'.repeat(MAX_DEPTH + 1)}1${'}'.repeat(MAX_DEPTH + 1)}`,
  'arrays deeper than any stack': nested(500_000),
};

for (const [name, text] of Object.entries(REFUSED)) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseStrictJson(Buffer.from(text as string)),
      (error) => error instanceof GatewayError && error.code === 'bad_body' && error.status === 400,
    );
  });
}

const ACCEPTED = [
  'null',
  '0',
  '-0.5e-3',
  '""',
  '"a \\" b \\\\"',
  '"\\\\"',
  '{"a\\"b": 1, "a": [":", "{", "[", "\\\\", {"a": "a"}]}',
  '{"a": {"a": {"a": 1}}, "b": {"a": 1}}',
  '{"__proto__": 1, "constructor": 2, "": 3}',
  '"\\ud83d\\ude00 \ud83d\ude00 \\u0000 \u2028"',
  nested(MAX_DEPTH),
  ' \r\n\t[1 , 2.5,true,false , null]\n',
];

for (const text of ACCEPTED) {
  test(`accepted: ${text.slice(0, 60)}`, () => {
    assert.deepEqual(parseStrictJson(Buffer.from(text)), JSON.parse(text));
  });
}
