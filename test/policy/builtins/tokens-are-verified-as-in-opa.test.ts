import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALGORITHMS, signature } from '../../../src/policy/builtins/jwt/algorithms.ts';
import { agree, ODD, product } from './fixture.ts';

const KEYS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  short: generateKeyPairSync('rsa', { modulusLength: 1024 }),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  p521: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: generateKeyPairSync('ed25519'),
  x25519: generateKeyPairSync('x25519'),
};

const VERIFY = Object.keys(ALGORITHMS).map((alg) => `io.jwt.verify_${alg.toLowerCase()}`);
const CLAIMS = { iss: 'i', aud: ['a', 'b'], exp: 2000, nbf: 1000, sub: 's' };
const SECRET = 'secret';

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function jwk(key: KeyObject, more: object = {}): object {
  return { ...key.export({ format: 'jwk' }), ...more };
}

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function token(
  header: object,
  claims: unknown,
  key: KeyObject | string,
  alg = (header as { alg: string }).alg,
): string {
  const input = `${part(header)}.${part(claims)}`;
  if (typeof key === 'string') {
    return `${input}.${createHmac(`sha${alg.slice(2)}`, key)
      .update(input)
      .digest('base64url')}`;
  }
  const algorithm = ALGORITHMS[alg];
  assert.ok(algorithm);
  return `${input}.${signature(algorithm, key, Buffer.from(input))?.toString('base64url')}`;
}

const { rsa, short, p256, p384, p521, ed25519, x25519 } = KEYS;
const header = { alg: 'RS256', typ: 'JWT' };
const rs256 = token(header, CLAIMS, rsa.privateKey);

const TOKENS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => token({ alg }, CLAIMS, rsa.privateKey)),
  ...['ES256', 'ES384', 'ES512'].map((alg) => token({ alg }, CLAIMS, p256.privateKey)),
  ...['HS256', 'HS384', 'HS512'].map((alg) => token({ alg }, CLAIMS, SECRET)),
  token({ alg: 'ES384' }, CLAIMS, p384.privateKey),
  token({ alg: 'ES512' }, CLAIMS, p521.privateKey),
  token({ alg: 'EdDSA' }, CLAIMS, ed25519.privateKey),
  token({ alg: 'Ed25519' }, CLAIMS, ed25519.privateKey, 'EdDSA'),
  token({ alg: 'RS256' }, CLAIMS, short.privateKey),
  token({ ...header, kid: 'a' }, CLAIMS, rsa.privateKey),
  token({ ...header, kid: 'b' }, CLAIMS, rsa.privateKey),
  // RS/HS confusion: authenticated with the text of the public key.
  token({ alg: 'HS256' }, CLAIMS, pem(rsa.publicKey)),
  token({ alg: 'HS256' }, CLAIMS, JSON.stringify(jwk(rsa.publicKey))),
  // The header lies about the algorithm.
  token({ alg: 'ES256' }, CLAIMS, rsa.privateKey, 'RS256'),
  token({ alg: 'HS256' }, CLAIMS, rsa.privateKey, 'RS256'),
  token({ alg: 'RS384' }, CLAIMS, rsa.privateKey, 'RS256'),
  ...['none', 'None', 'NONE', '', 'rs256', 'HMAC', 'toString', '__proto__'].map((alg) =>
    token({ alg }, CLAIMS, rsa.privateKey, 'RS256'),
  ),
  ...['none', 'HS256'].map((alg) => `${part({ alg })}.${part(CLAIMS)}.`),
  // Headers that are wrong.
  ...[
    { alg: 1 },
    { kid: 1 },
    { typ: 1 },
    { cty: 1 },
    { crit: 'x' },
    { crit: [] },
    { crit: [1] },
    { crit: ['exp'] },
    { enc: 'x' },
  ].map((wrong) => token({ ...header, ...wrong }, CLAIMS, rsa.privateKey, 'RS256')),
  token({ ...header, crit: ['b64'], b64: false }, CLAIMS, rsa.privateKey),
  token({ ...header, crit: ['kid', 1, 'b64'], b64: false }, CLAIMS, rsa.privateKey),
  // Tokens within tokens.
  token({ ...header, cty: 'JWT' }, rs256, rsa.privateKey),
  token({ ...header, cty: 'jwt' }, rs256, rsa.privateKey),
  token({ ...header, cty: 'JWT' }, `"${rs256}"`, rsa.privateKey),
  token({ ...header, cty: 'JWT' }, token(header, CLAIMS, short.privateKey), rsa.privateKey),
  token({ ...header, cty: 'JWT' }, CLAIMS, rsa.privateKey),
  // Parts that are wrong.
  ...[
    '',
    '.',
    '..',
    '...',
    'a',
    'a.b.c',
    `${rs256}.x`,
    rs256.replace('.', ''),
    ` ${rs256}`,
    `${rs256} `,
    `${rs256}=`,
    `${rs256}\n`,
  ],
  ...[
    rs256.slice(0, -2),
    `${rs256.slice(0, -6)}AAAAAA`,
    rs256.replace(/\.[^.]*$/, '.'),
    rs256.replace(/\.[^.]*$/, '.!'),
  ],
  ...['[]', '1', '"a"', 'null', '', '{', '{"a":1}x', '{"a":1,"a":2}', '{"n":12345678901234567890123,"e":1.50}'].map(
    (claims) => token(header, claims, rsa.privateKey),
  ),
];

const SOURCES = [
  ...[rsa, short, p256, p384, p521, ed25519, x25519].map(({ publicKey }) => pem(publicKey)),
  ...[rsa, p256, p384, p521, ed25519, x25519].flatMap(({ publicKey, privateKey }) =>
    [publicKey, privateKey].map((key) => JSON.stringify(jwk(key))),
  ),
  JSON.stringify(jwk(rsa.publicKey, { alg: 'RS256', kid: 'a' })),
  JSON.stringify(jwk(rsa.publicKey, { alg: 'PS256', kid: 'a' })),
  JSON.stringify({ keys: [jwk(p256.publicKey, { kid: 'a' }), jwk(rsa.publicKey, { kid: 'b' })] }),
  JSON.stringify({
    keys: [jwk(rsa.publicKey, { kid: 'b', alg: 'RSA-OAEP-256' }), jwk(rsa.publicKey, { alg: 'RS256' })],
  }),
  JSON.stringify({ keys: [{ kty: 'oct', k: part(SECRET), alg: 'HS256' }, jwk(rsa.publicKey)] }),
  JSON.stringify({ keys: [] }),
  JSON.stringify({ keys: [jwk(rsa.publicKey), { kty: 'unknown' }] }),
  JSON.stringify({ keys: [jwk(rsa.publicKey), jwk(p256.publicKey, { x: part('wrong') })] }),
  ...[
    { alg: 'none' },
    { alg: 'unknown' },
    { alg: 1 },
    { kid: 1 },
    { use: 1 },
    { e: '' },
    { e: 'AQ' },
    { e: 'Ag' },
    { n: '' },
    { n: 'AA' },
    { kty: 'EC' },
  ].map((wrong) => JSON.stringify(jwk(rsa.publicKey, wrong))),
  ...[{ crv: 'P-384' }, { crv: 'secp256k1' }, { y: undefined }, { x: '' }].map((wrong) =>
    JSON.stringify(jwk(p256.publicKey, wrong)),
  ),
  ...[{ x: 'AAAA' }, { crv: 'Ed448' }, { d: part('wrong') }].map((wrong) =>
    JSON.stringify(jwk(ed25519.publicKey, wrong)),
  ),
  JSON.stringify({ ...jwk(rsa.privateKey), dp: undefined, dq: undefined, qi: undefined }),
  JSON.stringify({ ...jwk(rsa.privateKey), p: undefined }),
  ...['', 'x', '{}', '[]', 'null', '{"keys":1}', '{"keys":[1]}', SECRET],
  ...[
    `x\n${pem(rsa.publicKey)}`,
    `${pem(rsa.publicKey)}x`,
    `${pem(rsa.publicKey)}\n`,
    pem(rsa.publicKey).trimEnd(),
    pem(rsa.publicKey).replaceAll('\n', '\r\n'),
  ],
  ...[
    pem(rsa.publicKey).replaceAll('PUBLIC', 'RSA PUBLIC'),
    pem(rsa.publicKey).replaceAll('PUBLIC KEY', 'CERTIFICATE'),
    pem(rsa.publicKey).slice(0, -5),
  ],
  rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
];

/** One of each family; the others differ in the digest only. */
const FAMILIES = ['hs256', 'rs256', 'ps256', 'es256', 'eddsa'];

for (const alg of FAMILIES) {
  test(`signatures of ${alg}`, async () => {
    const odd = [...product([rs256, 1], ODD), ...product(ODD, [SECRET])];
    await agree(`io.jwt.verify_${alg}`, [...product(TOKENS, SOURCES), ...odd]);
  });
}

test('signatures with other digests', async () => {
  const sources = [...[rsa, p256, p384, p521].map(({ publicKey }) => pem(publicKey)), SECRET];
  for (const name of VERIFY) await agree(name, product(TOKENS, sources));
});

test('decoding', async () => {
  const defined = await agree(
    'io.jwt.decode',
    product([...TOKENS.filter((jwt) => !jwt.startsWith(part({ ...header, cty: 1 }))), ...ODD]),
  );
  assert.ok(defined > 40, `${defined} tokens are decoded`);
});

test('verification by a source of keys', async () => {
  const constraints = SOURCES.map((cert) => ({ cert, time: 1500e9, aud: 'a' }));
  await agree('io.jwt.decode_verify', product(TOKENS, [...constraints, { secret: SECRET, time: 1500e9, aud: 'a' }]));
});

test('constraints', async () => {
  const cert = pem(rsa.publicKey);
  const times = [0, 999e9, 1000e9, 1999.9e9, 2000e9, 2000.0000001e9, 3e12, 1e30, -1, '1', null];
  const claims = [
    ...[
      CLAIMS,
      {},
      { aud: 'a' },
      { aud: [] },
      { aud: ['x'] },
      { aud: 1 },
      { aud: [1, 'a'] },
      { aud: '' },
      { iss: 'i' },
      { exp: '2' },
    ],
    ...[{ nbf: '1' }, { exp: 1999.95 }, { exp: null }, { exp: 1e40 }, { nbf: 1e40 }, { exp: -1 }, { aud: { a: 1 } }],
  ].map((set) => token(header, set, rsa.privateKey));
  const constraints = [
    ...times.map((time) => ({ cert, time, aud: 'a' })),
    ...[
      { cert },
      { cert, aud: 'a' },
      { cert, iss: 'i', aud: 'a', time: 1500e9 },
      { cert, iss: 'x', time: 1500e9 },
      { cert, aud: 'x' },
    ],
    ...[
      { cert, alg: 'RS256', aud: 'b', time: 1500e9 },
      { cert, alg: 'RS512', aud: 'b' },
      { cert, alg: 1 },
      { cert, iss: 1 },
      { cert, aud: 1 },
    ],
    ...[
      { cert, aud: '' },
      { cert, iss: '', alg: '', time: 1500e9 },
      { cert, secret: 'x' },
      { cert, secret: '' },
      { secret: '' },
      { cert: 1 },
    ],
    ...[{ cert: '' }, {}, { cert, other: 1 }, { aud: 'a' }, { cert, time: 1500e9, aud: 'a', iss: 'i', alg: 'RS256' }],
  ];
  const defined = await agree('io.jwt.decode_verify', product(claims, [...constraints, ...ODD]));
  assert.ok(defined > 300, `${defined} calls are defined`);
});

test('signatures of ECDSA of any length', async () => {
  const input = `${part({ alg: 'ES256' })}.${part(CLAIMS)}`;
  const bytes = sign('sha256', Buffer.from(input), { key: p256.privateKey, dsaEncoding: 'ieee-p1363' });
  const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)];
  const zero = Buffer.alloc(1);
  const forms = [
    ...[
      [zero, r, zero, s],
      [zero, zero, r, zero, zero, s],
      [r, s, zero],
      [zero, r, s],
      [r],
      [],
      [zero],
      [r, s, s],
      [zero, zero],
    ],
    ...[
      [Buffer.alloc(64)],
      [r, Buffer.alloc(32)],
      [Buffer.alloc(32, 255), s],
      [Buffer.from([1]), r, Buffer.from([1]), s],
    ],
    [sign('sha256', Buffer.from(input), p256.privateKey)],
  ].map((parts) => `${input}.${Buffer.concat(parts).toString('base64url')}`);
  await agree('io.jwt.verify_es256', product(forms, [pem(p256.publicKey), pem(p384.publicKey), pem(rsa.publicKey)]));
  await agree('io.jwt.decode_verify', product(forms, [{ cert: pem(p256.publicKey), aud: 'a', time: 1500e9 }]));
});

test('salts of any length', async () => {
  const input = `${part({ alg: 'PS256' })}.${part(CLAIMS)}`;
  const tokens = [0, 1, 20, 32, 64, 222].map((saltLength) => {
    const bytes = sign('sha256', Buffer.from(input), { key: rsa.privateKey, padding: 6, saltLength });
    return `${input}.${bytes.toString('base64url')}`;
  });
  await agree('io.jwt.verify_ps256', product(tokens, [pem(rsa.publicKey)]));
  await agree('io.jwt.decode_verify', product(tokens, [{ cert: pem(rsa.publicKey), aud: 'a', time: 1500e9 }]));
});

test('Wycheproof', async () => {
  const file = new URL('../../identity/testdata/wycheproof-jws.json', import.meta.url);
  const groups: { keys: { k?: string }[]; tests: { jws: string }[] }[] = JSON.parse(readFileSync(file, 'utf8'));
  const calls = groups.flatMap(({ keys, tests }) =>
    product(
      tests.map(({ jws }) => jws),
      [JSON.stringify({ keys })],
    ),
  );
  const secrets = groups.flatMap(({ keys, tests }) =>
    keys.flatMap(({ k }) =>
      k === undefined
        ? []
        : product(
            tests.map(({ jws }) => jws),
            [Buffer.from(k, 'base64url').toString('latin1')],
          ),
    ),
  );
  for (const name of VERIFY) await agree(name, name.includes('_hs') ? secrets : calls);
  await agree(
    'io.jwt.decode_verify',
    calls.map(([jws, cert]) => [jws, { cert, time: 0 }]),
  );
});
