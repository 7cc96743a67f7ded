import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayError } from '../../src/errors.ts';
import { readApiKeyFile } from '../../src/identity/api-key-file.ts';

const HASH = `sha256:${'0123456789abcdef'.repeat(4)}`;

test('a key file is read with its defaults', () => {
  const text = `
keys:
  - {id: acme, hash: "${HASH}", scopes: [items:read], attributes: {tier: gold}, expires: 2030-01-31}
  - {id: other, hash: "sha256:${'f'.repeat(64)}"}
`;
  const [acme, other] = readApiKeyFile(text, 'keys.yaml');
  assert.equal(acme?.expiresAt, Date.UTC(2030, 0, 31));
  assert.deepEqual([acme?.scopes, { ...acme?.attributes }], [['items:read'], { tier: 'gold' }]);
  assert.deepEqual(other, { id: 'other', hash: 'f'.repeat(64), scopes: [], attributes: {}, expiresAt: Infinity });
});

/** What is wrong, where (row:col), by the text of the file. */
const FAULTS: [expected: string, text: string][] = [
  ['1:1 the file has to hold one member `keys`, a list', ''],
  ['1:1 the file has to hold one member `keys`, a list', 'keys: {}'],
  ['1:1 the file has to hold one member `keys`, a list', 'keys: []\nmore: 1'],
  ['2:3 every key needs an `id`', `keys:\n- hash: ${HASH}`],
  ['2:7 every key needs an `id`', `keys:\n- id: a b\n  hash: ${HASH}`],
  ['2:3 every key needs a `hash`', 'keys:\n- id: a'],
  ['3:9 every key needs a `hash`', 'keys:\n- id: a\n  hash: secret'],
  ['3:9 every key needs a `hash`', `keys:\n- id: a\n  hash: ${HASH.toUpperCase()}`],
  ['4:11 `scopes` has to be a list of strings', `keys:\n- id: a\n  hash: ${HASH}\n  scopes: read`],
  ['4:15 `attributes` has to be a mapping', `keys:\n- id: a\n  hash: ${HASH}\n  attributes: [1]`],
  ['4:12 `expires` has to be a date', `keys:\n- id: a\n  hash: ${HASH}\n  expires: tomorrow`],
  ['4:12 `expires` has to be a date', `keys:\n- id: a\n  hash: ${HASH}\n  expires: 2030-02-31T25:00:00Z`],
  ['4:12 `expires` has to be a date', `keys:\n- id: a\n  hash: ${HASH}\n  expires: 2030`],
  ['4:3 unknown member', `keys:\n- id: a\n  hash: ${HASH}\n  secret: x`],
  ['5:9 key 1 of the list has it too', `keys:\n- id: a\n  hash: ${HASH}\n- id: b\n  hash: ${HASH}`],
  ['4:7 key 1 of the list has it too', `keys:\n- id: a\n  hash: ${HASH}\n- id: a\n  hash: sha256:${'f'.repeat(64)}`],
  ['2:3 every key needs an `id`', 'keys:\n- 7'],
];

for (const [expected, text] of FAULTS) {
  test(`${JSON.stringify(text)} is refused: ${expected}`, () => {
    assert.throws(
      () => readApiKeyFile(text, 'keys.yaml'),
      (error: GatewayError) => {
        assert.equal(error.code, 'config_invalid');
        const found = error.findings.map(({ row, col, message }) => `${row}:${col} ${message}`);
        assert.ok(
          found.some((line) => line.startsWith(expected)),
          found.join('\n'),
        );
        return true;
      },
    );
  });
}
