import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { agree, product } from '../fixture.ts';
import {
  algorithmOf,
  alternativeNames,
  ED25519,
  extension,
  keyUsage,
  nameOf,
  P256,
  P384,
  P521,
  type Pair,
  pemOf,
  RSA,
} from './certificates.ts';
import { bits, context, integer, integerOf, octets, oid, sequence, setOf, tlv, utf8 } from './der.ts';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const PASSWORD = '1.2.840.113549.1.9.7';

function request(key: Pair, attributes: readonly Buffer[], version = 0): Buffer {
  const spki = key.publicKey.export({ format: 'der', type: 'spki' });
  const body = sequence(integer(version), nameOf('x'), spki, context(0, ...attributes));
  const signature = sign(key === ED25519 ? null : 'sha256', body, key.privateKey);
  return sequence(body, algorithmOf(key, 'sha256'), bits(signature));
}

function asking(...extensions: readonly Buffer[]): Buffer {
  return sequence(oid(EXTENSION_REQUEST), setOf(sequence(...extensions)));
}

test('requests', async () => {
  const names = alternativeNames('dns:a', 'email:a@b', 'ip:7f000001', 'uri:http://a/');
  const requests = [
    ...[P256, P384, P521, ED25519, RSA].map((key) => request(key, [asking(names)])),
    ...[
      [],
      [asking()],
      [asking(keyUsage(1))],
      [asking(names, keyUsage(1), extension('1.2.3', octets(Buffer.from('x'))))],
      [asking(names), asking(keyUsage(1))],
      [asking(names), asking(names)],
      [asking(names, names)],
      [sequence(oid(PASSWORD), setOf(utf8('secret'))), asking(names)],
      [sequence(oid(EXTENSION_REQUEST), setOf())],
      [sequence(oid(EXTENSION_REQUEST), setOf(integer(1)))],
      [sequence(oid(EXTENSION_REQUEST), setOf(sequence(names), sequence(names)))],
      [integer(1)],
      [asking(alternativeNames('uri:::'))],
    ].map((attributes) => request(P256, attributes)),
    request(P256, [], 5),
  ];
  const texts = requests.map((der) => der.toString('base64'));
  const [one = Buffer.alloc(0)] = requests;
  const forms = [
    pemOf('CERTIFICATE REQUEST', one),
    pemOf('NEW CERTIFICATE REQUEST', one),
    Buffer.from(pemOf('CERTIFICATE REQUEST', one)).toString('base64'),
    Buffer.concat([one, one]).toString('base64'),
    '',
  ];
  const cuts = Array.from(one, (_, length) => one.toString('base64', 0, length));
  const defined = await agree('crypto.x509.parse_certificate_request', product([...texts, ...forms, ...cuts]));
  assert.ok(defined > 15, `${defined} requests are read`);
});

/** PKCS #1 of a key whose number in this place (1 n, 2 e, 3 d, 4 p, ...) is another one. */
function withNumber({ privateKey }: Pair, place: number, change: (number: bigint) => bigint): Buffer {
  const jwk = privateKey.export({ format: 'jwk' }) as Record<string, string>;
  const numbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) =>
    BigInt(`0x${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex')}`),
  );
  const changed = numbers.map((number, i) => (i + 1 === place ? change(number) : number));
  const written = changed.map((number) => {
    const hex = number.toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    return integerOf(Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even);
  });
  return sequence(integer(0), ...written);
}

test('private keys', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 });
  const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1') => key.export({ format: 'pem', type }).toString();
  const keys = [
    ...[P256, P384, P521, ED25519, RSA, weak].map(({ privateKey }) => pem(privateKey, 'pkcs8')),
    ...[P256, P384, P521].map(({ privateKey }) => pem(privateKey, 'sec1')),
    ...[RSA, weak].map(({ privateKey }) => pem(privateKey, 'pkcs1')),
    pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'),
    pem(generateKeyPairSync('x448').privateKey, 'pkcs8'),
    pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'pkcs8'),
    P256.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }).toString(),
  ];
  const wrong = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((place) => [
      withNumber(RSA, place, (number) => number + 2n),
      withNumber(RSA, place, () => 1n),
    ]),
    withNumber(RSA, 2, () => 4n),
    tlv(0x30),
  ].map((der) => pemOf('RSA PRIVATE KEY', der));
  const der = P256.privateKey.export({ format: 'der', type: 'sec1' });
  const other = P384.publicKey.export({ format: 'der', type: 'spki' });
  const odd = [
    ...[
      pemOf('EC PRIVATE KEY', Buffer.concat([der, Buffer.alloc(2)])),
      pemOf('PRIVATE KEY', der),
      pemOf('PUBLIC KEY', other),
    ],
    ...[
      '',
      'x',
      pemOf('EC PRIVATE KEY', der).repeat(2),
      `${keys[0]}${keys[4]}`,
      Buffer.from(keys[0] ?? '').toString('base64'),
    ],
    // Too long, too short, nothing, and the order of the curve.
    ...['00'.repeat(8) + 'ab'.repeat(32), 'ab'.repeat(20), '', `${'f'.repeat(8)}${'0'.repeat(8)}${'f'.repeat(48)}`].map(
      (hex) =>
        pemOf(
          'EC PRIVATE KEY',
          sequence(integer(1), octets(Buffer.from(hex, 'hex')), context(0, oid('1.2.840.10045.3.1.7'))),
        ),
    ),
  ];
  const defined = await agree('crypto.parse_private_keys', product([...keys, ...wrong, ...odd]));
  assert.ok(defined > 15, `${defined} keys are read`);
  await agree('crypto.x509.parse_rsa_private_key', product([...keys, ...wrong, ...odd]));
});
