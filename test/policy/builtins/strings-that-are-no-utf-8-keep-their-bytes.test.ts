import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, textOf } from '../../../src/policy/bytes.ts';
import { agree, product } from './fixture.ts';

const SECRETS = [
  'ff',
  'fe',
  '00ff00',
  'c3',
  'c3a9',
  'c3a9ff',
  'eda080',
  'edb280',
  'f0908080ff',
  'f4908080',
  '80',
  '41ff42',
  'efbfbd',
];

test('any bytes survive as text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(bytesOf(textOf(bytes)), Buffer.from(bytes));
    }),
  );
  assert.equal(textOf(Buffer.from('é\u{1f600}')), 'é\u{1f600}');
});

test('a surrogate that stands for no byte is U+FFFD', () => {
  assert.deepEqual(bytesOf('a\ud800b'), Buffer.from('a\ufffdb'));
});

test('a key of any bytes authenticates', async () => {
  await agree('hex.encode', product(SECRETS), 'hex.encode(hex.decode(args[0]))');
  await agree('crypto.hmac.sha256', product(['x'], SECRETS), 'crypto.hmac.sha256("x", hex.decode(args[1]))');
  await agree('hex.decode', product(SECRETS), 'crypto.hmac.sha256("x", base64.decode(base64.encode(value)))');
  await agree('hex.decode', product(SECRETS), 'crypto.md5(concat("", ["a", value, "b"]))');
});

test('within a list and as a key', async () => {
  const rego = '[object.subset([value], [value]), object.subset({value: 1}, {hex.decode("ff"): 1}), hex.encode(value)]';
  await agree('hex.decode', product(SECRETS), rego);
});

test('in a decision they are replaced', async () => {
  await agree('hex.decode', product(SECRETS));
});
