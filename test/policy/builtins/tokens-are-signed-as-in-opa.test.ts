import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { policy } from '../fixture.ts';
import { agree, ODD, product } from './fixture.ts';

const KEYS = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  generateKeyPairSync('ed25519'),
  generateKeyPairSync('x25519'),
];
const [rsa, p256] = KEYS.map(({ privateKey }) => privateKey.export({ format: 'jwk' }));
const publicKeys = KEYS.map(({ publicKey }) => publicKey.export({ format: 'jwk' }));
const privateKeys = KEYS.map(({ privateKey }) => privateKey.export({ format: 'jwk' }));
const secret = { kty: 'oct', k: Buffer.from('secret').toString('base64url') };

const HEADERS = [
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS512', 'EdDSA', 'none', 'Ed25519', 'toString', ''].map((alg) => ({ alg })),
  ...[
    { alg: 'HS256', typ: 'JWT', '<': '\u2028&' },
    { typ: 'JWT' },
    {},
    { alg: 1 },
    { alg: 'HS256', typ: 1 },
    { alg: 'HS256', typ: 'x' },
  ],
];
const WRONG = [
  { ...rsa, p: undefined },
  { ...rsa, d: undefined },
  { ...rsa, dp: undefined },
  { ...p256, d: '' },
  { kty: 'oct', k: '' },
  {},
];

/** OPA takes the bytes of an Ed25519 key, even of a public one, as a secret of HMAC; here the call is undefined. */
function authenticatesWithAPublicKey(header: unknown, key: unknown): boolean {
  return String((header as { alg?: unknown }).alg).startsWith('HS') && (key as { crv?: string }).crv === 'Ed25519';
}

test('with algorithms that give one signature', async () => {
  const keys = [...privateKeys, ...publicKeys, secret, { keys: [secret, rsa] }, { keys: [] }, ...WRONG];
  const defined = await agree('io.jwt.encode_sign', [
    ...product(HEADERS, [{ b: 1, a: '<é>' }], keys).filter(
      ([header, , key]) => !authenticatesWithAPublicKey(header, key),
    ),
    ...product([{ alg: 'HS256' }], [{}, { n: 1.5 }, ...ODD], [secret]),
    ...product(ODD, ODD, [secret]),
  ]);
  assert.ok(defined > 20, `${defined} calls are defined`);
});

test('with algorithms that give another one each time', async () => {
  const parts = 'array.slice(split(value, "."), 0, 2)';
  const keys = [...privateKeys, secret].map((key) => JSON.stringify(key));
  for (const alg of ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']) {
    const verify = `io.jwt.verify_${alg.toLowerCase()}`;
    const publicKey = JSON.stringify({ keys: publicKeys });
    const value = `[${parts}, ${verify}(value, ${JSON.stringify(publicKey)})]`;
    await agree('io.jwt.encode_sign_raw', product([`{"alg":"${alg}"}`], ['{"a":1}'], keys), value);
  }
});

test('texts as they are', async () => {
  const headers = [
    '{"alg":"HS256"}',
    ' {"alg" : "HS256"}',
    '{"alg":"HS256","typ":"text"}',
    '{"typ":"text"}',
    '[]',
    'x',
    '',
  ];
  const payloads = ['{"a":1}', '{ "a" : 1 }', '1', 'text', '', '{"a":1}x', '"é"'];
  await agree('io.jwt.encode_sign_raw', product(headers, payloads, [JSON.stringify(secret), 'x', '']));
});

test('the private key is not in the decision log', async () => {
  const { evaluate } = await policy('decision := io.jwt.encode_sign({"alg": "HS256"}, {}, input.key)');
  assert.equal(evaluate({ key: secret }).ndBuiltins, undefined);
});

test('the time of a verification is', async () => {
  const rego =
    'decision := io.jwt.decode_verify(io.jwt.encode_sign({"alg": "HS256"}, {"exp": 2}, input.key), {"secret": "secret"})[0]';
  let now = 1000;
  const { evaluate } = await policy(rego, { now: () => now });
  const first = evaluate({ key: secret });
  assert.deepEqual([first.value, first.ndBuiltins], [true, { 'time.now_ns': { '[]': 1e9 } }]);
  now = 2000;
  assert.equal(evaluate({ key: secret }).value, false);
});
