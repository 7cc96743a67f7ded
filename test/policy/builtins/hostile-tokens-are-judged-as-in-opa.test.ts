import assert from 'node:assert/strict';
import { constants, createHmac, generateKeyPairSync, type KeyObject, privateEncrypt, sign } from 'node:crypto';
import { test } from 'node:test';
import { policy } from '../fixture.ts';
import { agree, product } from './fixture.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ED25519 = generateKeyPairSync('ed25519');
const SECRET = 'secret';
const CLAIMS = '{"aud":"a","exp":2000}';
const NOW = { aud: 'a', time: 1500e9 };

const pem = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ format: 'pem', type: 'spki' }).toString();
const jwk = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ format: 'jwk' });
const encoded = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64url');

/** Order of P-256, and of Ed25519. */
const N256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const N25519 = 2n ** 252n + 27742317777372353535851937790883648493n;

/** A token of RS256 whose header, claims and signature are put down as they are given. */
function written(header: string, claims = encoded(CLAIMS), change: (signature: Buffer) => string = encoded): string {
  return `${header}.${claims}.${change(sign('sha256', Buffer.from(`${header}.${claims}`), RSA.privateKey))}`;
}

function hs256(header: string, secret: string | Buffer, claims = encoded(CLAIMS)): string {
  return `${header}.${claims}.${createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url')}`;
}

/** Each judged by each built-in that could take it, and by a key of each kind. */
async function judged(tokens: readonly string[]): Promise<void> {
  const keys = [pem(RSA), pem(P256), JSON.stringify({ keys: [jwk(RSA), jwk(P256), jwk(ED25519)] }), SECRET];
  for (const alg of ['rs256', 'es256', 'hs256', 'ps256', 'eddsa'])
    await agree(`io.jwt.verify_${alg}`, product(tokens, keys));
  const constraints = [...keys.slice(0, 3).map((cert) => ({ ...NOW, cert })), { ...NOW, secret: SECRET }];
  const algs = ['RS256', 'HS256', 'none'].map((alg) => ({ ...NOW, cert: pem(RSA), alg }));
  await agree('io.jwt.decode_verify', product(tokens, [...constraints, ...algs]));
  await agree('io.jwt.decode', product(tokens));
}

test('headers that say a thing twice, or say more than they should', async () => {
  const headers = [
    ...[
      '{"alg":"RS256","alg":"none"}',
      '{"alg":"none","alg":"RS256"}',
      '{"alg":"HS256","alg":"RS256"}',
      '{"Alg":"none","alg":"RS256"}',
    ],
    ...[
      '{"alg":"RS256","ALG":"none"}',
      '{"\\u0061lg":"RS256"}',
      '{"alg":"RS256","typ":"JWT","typ":"JWE"}',
      '{"alg":"RS256\\u0000"}',
    ],
    ...[
      '{"alg":["RS256"]}',
      '{"alg":{"RS256":1}}',
      '{"alg":null}',
      '{"alg":true}',
      '{}',
      '[]',
      'null',
      '"RS256"',
      '1',
      '',
    ],
    ...[
      '{"alg":"RS256"}x',
      ' {"alg":"RS256"} ',
      '\ufeff{"alg":"RS256"}',
      '{"alg":"RS256",}',
      "{'alg':'RS256'}",
      '{"alg":"RS256"',
    ],
    ...[
      '{"alg":"RS256","kid":"../../etc/passwd"}',
      '{"alg":"RS256","kid":""}',
      '{"alg":"RS256","jku":"http://127.0.0.1:1/"}',
    ],
    ...['{"alg":"RS256","x5u":"http://127.0.0.1:1/"}', '{"alg":"RS256","x5c":["AAAA"]}', '{"alg":"RS256","b64":false}'],
    ...[
      '{"alg":"RS256","crit":["exp"],"exp":1}',
      '{"alg":"RS256","crit":[]}',
      '{"alg":"RS256","enc":"A128GCM"}',
      '{"alg":"RS256","zip":"DEF"}',
    ],
    ...[
      '{"alg":"dir","enc":"A128GCM"}',
      '{"alg":"RSA-OAEP"}',
      '{"alg":"RS1"}',
      '{"alg":"ES256K"}',
      '{"alg":"constructor"}',
    ],
    `{"alg":"RS256","jwk":${JSON.stringify(jwk(P256))}}`,
    `{"alg":"RS256","a":${'['.repeat(500)}${']'.repeat(500)}}`,
    `{"alg":"RS256","n":1e400,"m":-0,"d":1.50,"i":123456789012345678901234567890}`,
  ];
  await judged([
    ...headers.map((header) => written(encoded(header))),
    ...headers.map((header) => hs256(encoded(header), pem(RSA))),
    ...headers.map((header) => `${encoded(header)}.${encoded(CLAIMS)}.`),
    written(encoded(Buffer.from('{"alg":"RS256","x":"\xff"}', 'latin1'))),
  ]);
});

test('base64 that is not quite that of a URL', async () => {
  const header = '{"alg":"RS256","typ":"JWT?>~"}';
  const plain = encoded(header);
  const forms = [
    ...[
      `${plain}=`,
      `${plain}==`,
      Buffer.from(header).toString('base64'),
      `${plain}\n`,
      `${plain.slice(0, 4)}\n${plain.slice(4)}`,
    ],
    ...[
      `${plain.slice(0, 4)} ${plain.slice(4)}`,
      `${plain}A`,
      `${plain}AA`,
      plain.slice(0, -1),
      `${plain}%3D`,
      `${plain}\0`,
      `\r\n${plain}`,
    ],
    // The last bits of the last character count for nothing.
    ...['B', 'C', 'D', '1', '_'].map((last) => `${plain.slice(0, -1)}${last}`),
  ];
  const claims = [...forms, '', '=', '.', `${encoded(CLAIMS)}=`, encoded(Buffer.from('{"aud":"a\xff"}', 'latin1'))];
  const signatures: ((signature: Buffer) => string)[] = [
    (signature) => signature.toString('base64'),
    (signature) => `${encoded(signature)}==`,
    (signature) => `${encoded(signature)}\n`,
    (signature) => ` ${encoded(signature)}`,
    (signature) => encoded(signature).replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
    (signature) => `${encoded(signature)}A`,
    (signature) => `${encoded(signature)}.`,
    (signature) => signature.toString('hex'),
  ];
  await judged([
    ...forms.map((form) => written(form)),
    ...claims.map((part) => written(plain, part)),
    ...signatures.map((change) => written(plain, undefined, change)),
  ]);
});

test('claims that say a thing twice, and times at the edge', async () => {
  const claims = [
    ...[
      '{"aud":"x","aud":"a","exp":2000}',
      '{"aud":"a","aud":"x"}',
      '{"aud":"a","exp":1000,"exp":2000}',
      '{"aud":"a","exp":2000,"exp":1}',
    ],
    ...[
      '{"aud":"a","exp":1500}',
      '{"aud":"a","exp":1500.0000000001}',
      '{"aud":"a","exp":1.5e3}',
      '{"aud":"a","exp":"2000"}',
    ],
    ...[
      '{"aud":"a","exp":1e400}',
      '{"aud":"a","exp":-1e400}',
      '{"aud":"a","nbf":1500}',
      '{"aud":"a","nbf":1500.5}',
      '{"aud":"a","iat":9999}',
    ],
    ...[
      '{"aud":"a","exp":null}',
      '{"aud":"a","exp":true}',
      '{"aud":"a","exp":[2000]}',
      '{"aud":["a","a"]}',
      '{"aud":["x",["a"]]}',
      '{"AUD":"a"}',
    ],
    ...['{"aud":"a\\u0000"}', '{"aud":"\\u0061"}', '{"aud":"A"}', '{"__proto__":{"aud":"a"}}', '{"aud":{"a":"a"}}'],
  ];
  await judged(claims.map((text) => written(encoded('{"alg":"RS256"}'), encoded(text))));
});

test('signatures that are right for something else', async () => {
  const input = `${encoded('{"alg":"RS256"}')}.${encoded(CLAIMS)}`;
  const right = sign('sha256', Buffer.from(input), RSA.privateKey);
  const padded = (block: Buffer) => privateEncrypt({ key: RSA.privateKey, padding: constants.RSA_NO_PADDING }, block);
  const digest = createHmac('sha256', 'x').digest();
  const signatures = [
    ...[
      right,
      Buffer.concat([Buffer.alloc(1), right]),
      right.subarray(1),
      Buffer.concat([right, Buffer.alloc(1)]),
      Buffer.alloc(256),
    ],
    ...[
      Buffer.alloc(0),
      Buffer.alloc(256, 255),
      Buffer.from(right).reverse(),
      sign('sha1', Buffer.from(input), RSA.privateKey),
    ],
    ...[
      sign('sha512', Buffer.from(input), RSA.privateKey),
      padded(Buffer.concat([Buffer.of(0, 1), Buffer.alloc(254)])),
    ],
    // The hash at the front, and garbage behind it (Bleichenbacher 2006).
    padded(Buffer.concat([Buffer.of(0, 1, 255, 255, 0), digest, Buffer.alloc(219)])),
    ...[32, 20, 0].map((saltLength) =>
      sign('sha256', Buffer.from(input), { key: RSA.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    ),
  ];
  await judged(signatures.map((signature) => `${input}.${encoded(signature)}`));
});

test('numbers of elliptic curves that are too large, or nothing', async () => {
  const input = `${encoded('{"alg":"ES256"}')}.${encoded(CLAIMS)}`;
  const right = sign('sha256', Buffer.from(input), { key: P256.privateKey, dsaEncoding: 'ieee-p1363' });
  const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
  const [r, s] = [number(right.subarray(0, 32)), number(right.subarray(32))];
  const pairs = [
    [r, s],
    [r, N256 - s],
    [r + N256, s],
    [r, s + N256],
    [0n, s],
    [r, 0n],
    [N256, s],
    [r, N256],
    [0n, 0n],
    [1n, 1n],
    [s, r],
  ];
  const widths = [64, 66, 96, 128];
  const signatures = pairs.flatMap(([one = 0n, other = 0n]) =>
    widths.map((width) => [one, other].map((n) => n.toString(16).padStart(width, '0').slice(-width)).join('')),
  );
  const wrong = sign('sha256', Buffer.from(input), { key: P384.privateKey, dsaEncoding: 'ieee-p1363' });
  const tokens = [
    ...signatures.map((hex) => Buffer.from(hex, 'hex')),
    wrong,
    sign('sha256', Buffer.from(input), P256.privateKey),
  ].map((signature) => `${input}.${encoded(signature)}`);
  const keys = [P256, P384].flatMap((key) => [pem(key), JSON.stringify(jwk(key))]);
  for (const alg of ['es256', 'es384']) await agree(`io.jwt.verify_${alg}`, product(tokens, keys));
  const defined = await agree(
    'io.jwt.decode_verify',
    product(
      tokens,
      keys.map((cert) => ({ ...NOW, cert })),
    ),
  );
  assert.ok(defined > 0);
});

test('signatures of Ed25519 that are not the only one', async () => {
  const input = `${encoded('{"alg":"EdDSA"}')}.${encoded(CLAIMS)}`;
  const right = sign(null, Buffer.from(input), ED25519.privateKey);
  const s = BigInt(`0x${Buffer.from(right.subarray(32)).reverse().toString('hex')}`);
  const larger = Buffer.from((s + N25519).toString(16).padStart(64, '0'), 'hex').reverse();
  const zero = Buffer.alloc(32);
  const neutral = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]);
  const signatures = [
    right,
    Buffer.concat([right.subarray(0, 32), larger]),
    Buffer.concat([right, Buffer.alloc(1)]),
    right.subarray(0, 63),
    Buffer.concat([zero, zero]),
    Buffer.concat([neutral, zero]),
    Buffer.concat([Buffer.alloc(32, 255), right.subarray(32)]),
  ];
  const points = [zero, Buffer.alloc(32, 255), Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex')];
  const keys = [pem(ED25519), JSON.stringify(jwk(ED25519)), ...points.map(ed25519Jwk)];
  const tokens = signatures.map((signature) => `${input}.${encoded(signature)}`);
  await agree('io.jwt.verify_eddsa', product(tokens, keys));
  await agree(
    'io.jwt.decode_verify',
    product(
      tokens,
      keys.map((cert) => ({ ...NOW, cert })),
    ),
  );
  // One signature is good for everything with this key: Go takes it, and Regate does not.
  const { evaluate } = await policy('decision := io.jwt.verify_eddsa(input.token, input.key)');
  const token = `${input}.${encoded(Buffer.concat([neutral, zero]))}`;
  assert.equal(evaluate({ token, key: ed25519Jwk(neutral) }).value, false);
});

function ed25519Jwk(point: Buffer): string {
  return JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: encoded(point) });
}

test('secrets that are nothing, or something else', async () => {
  const header = encoded('{"alg":"HS256"}');
  const secrets = [
    '',
    '\0',
    'secret',
    'secret\0',
    'Secret',
    pem(RSA),
    JSON.stringify(jwk(RSA)),
    'x'.repeat(64),
    'x'.repeat(65),
    'é',
  ];
  const tokens = secrets.map((secret) => hs256(header, secret));
  await agree('io.jwt.verify_hs256', product(tokens, secrets));
  const constraints = secrets.flatMap((secret) => [
    { ...NOW, secret },
    { ...NOW, cert: secret },
    { ...NOW, secret, alg: 'HS256' },
  ]);
  await agree('io.jwt.decode_verify', product(tokens, constraints));
});
