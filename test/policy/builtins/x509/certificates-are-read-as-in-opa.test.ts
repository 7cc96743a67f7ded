import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, ODD, product } from '../fixture.ts';
import {
  algorithmOf,
  alternativeNames,
  authority,
  certificate,
  type Draft,
  ED25519,
  extension,
  keyUsage,
  nameConstraints,
  nameOf,
  P256,
  P384,
  P521,
  pem,
  pemOf,
  purposes,
  RSA,
} from './certificates.ts';
import { ascii, bits, context, integer, integerOf, octets, oid, sequence, setOf, tlv, utf8 } from './der.ts';

const PARSE = 'crypto.x509.parse_certificates';

const DRAFTS: readonly Draft[] = [
  ...[P256, P384, P521, ED25519, RSA].map((key) => ({ key })),
  ...['sha1', 'sha384', 'sha512', 'md5'].map((digest) => ({ key: RSA, digest })),
  ...['00', 'ff', '80', '0080', '7f'.repeat(20), '7f'.repeat(30), ''].map((hex) => ({ serial: integerOf(hex) })),
  ...['0001', 'ffff'].map((hex) => ({ serial: integerOf(hex) })),
  ...[1, 2, 3, 4, 5, null].map((version) => ({ version })),
  { version: 1, extensions: [authority()] },
  // Names.
  {
    name: nameOf(
      'c',
      ['2.5.4.6', ascii(0x13, 'DE')],
      ['2.5.4.10', utf8('Ünï')],
      ['2.5.4.11', utf8('a')],
      ['2.5.4.11', utf8('b')],
    ),
  },
  {
    name: nameOf(
      'c',
      ['2.5.4.5', utf8('1')],
      ['2.5.4.7', utf8('l')],
      ['2.5.4.8', utf8('s')],
      ['2.5.4.9', utf8('t')],
      ['2.5.4.17', utf8('z')],
    ),
  },
  { name: nameOf('c', ['1.2.840.113549.1.9.1', ascii(0x16, 'a@b')], ['0.9.2342.19200300.100.1.25', ascii(0x16, 'x')]) },
  {
    name: nameOf(
      'c',
      ['2.5.4.10', ascii(0x14, 'é')],
      ['2.5.4.10', ascii(0x1e, '\u0000a\u0001b')],
      ['2.5.4.10', ascii(0x1e, 'abc')],
    ),
  },
  { name: nameOf('c', ['2.5.4.10', ascii(0x13, 'a@b')]) },
  { name: nameOf('c', ['2.5.4.10', ascii(0x13, 'a*&')], ['2.5.4.10', ascii(0x12, '1 2')]) },
  { name: nameOf('c', ['2.5.4.10', ascii(0x12, 'a')]) },
  { name: nameOf('c', ['2.5.4.10', ascii(0x16, 'é')]) },
  { name: nameOf('c', ['2.5.4.10', ascii(0x0c, '\xff')]) },
  { name: nameOf('c', ['2.5.4.10', integer(5)]) },
  { name: nameOf('c', ['1.2.3.4', integer(5)], ['1.2.3.4', octets(Buffer.from('x'))]) },
  { name: sequence() },
  { name: sequence(setOf()) },
  { name: sequence(setOf(sequence(oid('2.5.4.3'), utf8('a')), sequence(oid('2.5.4.10'), utf8('b')))) },
  { name: nameOf('') },
  // Times.
  ...['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z', '9999-12-31T23:59:59Z'].map((until) => ({
    until,
  })),
  { from: '2030-01-01T00:00:00Z', until: '2020-01-01T00:00:00Z' },
  // Keys and signatures.
  ...[Buffer.alloc(0), sequence(), sequence(sequence(oid('1.2.3')), bits(Buffer.from('x')))].map((publicKey) => ({
    publicKey,
  })),
  {
    publicKey: sequence(
      sequence(oid('1.2.840.113549.1.1.1'), tlv(0x05)),
      bits(sequence(integerOf('00ff'), integer(3))),
    ),
  },
  { publicKey: sequence(sequence(oid('1.2.840.113549.1.1.1')), bits(sequence(integerOf('00ff'), integer(3)))) },
  {
    publicKey: sequence(sequence(oid('1.2.840.113549.1.1.1'), tlv(0x05)), bits(sequence(integerOf('ff'), integer(3)))),
  },
  {
    publicKey: sequence(
      sequence(oid('1.2.840.113549.1.1.1'), tlv(0x05)),
      bits(sequence(integerOf('00ff'), integer(0))),
    ),
  },
  { publicKey: sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.3.132.0.33')), bits(Buffer.alloc(57, 4))) },
  { publicKey: sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), bits(Buffer.alloc(65, 4))) },
  { publicKey: sequence(sequence(oid('1.3.101.112')), bits(Buffer.alloc(31))) },
  { publicKey: sequence(sequence(oid('1.3.101.110')), bits(Buffer.alloc(32, 1))) },
  { algorithm: sequence(oid('1.2.3')) },
  { outerAlgorithm: algorithmOf(P256, 'sha384') },
  { algorithm: sequence(oid('1.2.840.113549.1.1.11')) },
  { signature: Buffer.alloc(0) },
  // Extensions.
  ...[[authority()], [authority(true, 0)], [authority(true, 5)], [authority(false)], [authority(false, 3)]].map(
    (extensions) => ({ extensions }),
  ),
  ...[[keyUsage(0)], [keyUsage(5, 6)], [keyUsage(8)], [purposes(1, 2, 3, 4, 5, 6, 7, 8, 9, 0, '1.2.3')]].map(
    (extensions) => ({ extensions }),
  ),
  {
    extensions: [
      alternativeNames(
        'dns:a.b',
        'email:a@b',
        'ip:7f000001',
        `ip:${'0'.repeat(32)}`,
        'uri:https://u:p@h:1/p?q#f',
        'dir:x',
      ),
    ],
  },
  ...[
    'dns:',
    'dns:é',
    'ip:00',
    'uri:',
    'uri:::',
    'uri:http://a b/',
    'uri:/a',
    'email:',
    'email:é',
    'uri:http://[::1',
    'uri:mailto:a',
  ].map((name) => ({
    extensions: [alternativeNames(name)],
  })),
  { extensions: [alternativeNames()] },
  {
    extensions: [
      nameConstraints(['dns:a', 'dns:.b', 'email:c@d', 'ip:7f000000ff000000', 'uri:.e'], ['dns:f', 'dir:x']),
    ],
  },
  ...['ip:7f000000ff00ff00', 'ip:7f', 'dns:é', 'uri:1.2.3.4', 'email:@'].map((name) => ({
    extensions: [nameConstraints([name], [])],
  })),
  { extensions: [nameConstraints([], [])] },
  { extensions: [authority(), authority()] },
  { extensions: [extension('1.2.3', utf8('x'), true), extension('1.2.4', utf8('x'))] },
  {
    extensions: [
      extension('2.5.29.14', octets(Buffer.from('id'))),
      extension('2.5.29.35', sequence(tlv(0x80, Buffer.from('id')), tlv(0x82, Buffer.from([1])))),
    ],
  },
  { extensions: [extension('2.5.29.14', Buffer.from('id'))] },
  { extensions: [extension('2.5.29.14', octets(Buffer.from('id')), true)] },
  {
    extensions: [
      extension(
        '2.5.29.32',
        sequence(
          sequence(oid('1.2.3')),
          sequence(oid('2.5.29.32.0'), sequence(sequence(oid('1.3.6.1.5.5.7.2.1'), ascii(0x16, 'http://a')))),
        ),
      ),
    ],
  },
  { extensions: [extension('2.5.29.32', sequence(sequence(oid('1.2.3')), sequence(oid('1.2.3'))))] },
  {
    extensions: [
      extension('2.5.29.31', sequence(sequence(context(0, context(0, ascii(0x86, 'http://crl')))), sequence())),
      extension(
        '1.3.6.1.5.5.7.1.1',
        sequence(
          sequence(oid('1.3.6.1.5.5.7.48.1'), ascii(0x86, 'http://ocsp')),
          sequence(oid('1.3.6.1.5.5.7.48.2'), ascii(0x86, 'http://ca')),
        ),
      ),
    ],
  },
  {
    extensions: [
      extension('2.5.29.33', sequence(sequence(oid('1.2.3'), oid('1.2.4')))),
      extension('2.5.29.36', sequence(tlv(0x80, Buffer.from([1])), tlv(0x81, Buffer.from([2])))),
    ],
  },
  { extensions: [extension('2.5.29.54', integer(3))] },
  { extensions: [extension('2.5.29.19', Buffer.alloc(0)), extension('2.5.29.15', bits(Buffer.from([0xff]), 9))] },
  { extensions: [sequence(oid('2.5.29.19'), tlv(0x01, Buffer.from([1])), octets(sequence()))] },
];

test('certificates of every kind', async () => {
  const ders = DRAFTS.map(certificate);
  const defined = await agree(PARSE, product(ders.map((der) => der.toString('base64'))));
  assert.ok(defined > 50, `${defined} certificates are read`);
  await agree('crypto.x509.parse_and_verify_certificates', product(ders.map((der) => pem(der, der))));
});

test('texts around certificates', async () => {
  const [a, b] = [certificate(), certificate({ name: 'b' })];
  const text = pem(a);
  const base64 = a.toString('base64');
  await agree(
    PARSE,
    product([
      ...[
        pem(a, b),
        Buffer.from(pem(a, b)).toString('base64'),
        Buffer.concat([a, b]).toString('base64'),
        base64,
        ` ${text}`,
      ],
      ...[
        `${text}x`,
        `x${text}`,
        `\n${text}`,
        text.replaceAll('\n', '\r\n'),
        text.trimEnd(),
        text.slice(0, -2),
        `${text}\n\n${text}`,
      ],
      ...[
        text.replace('-----BEGIN', '----BEGIN'),
        text.replace('END CERT', 'END CART'),
        text.replaceAll('CERTIFICATE', 'X'),
      ],
      ...[
        pemOf('X509 CERTIFICATE', a),
        `${text}${pemOf('PUBLIC KEY', a)}`,
        pemOf('CERTIFICATE', Buffer.alloc(0)),
        '',
        'x',
        '=',
      ],
      ...[
        `${base64}\n`,
        base64.replace(/=+$/, ''),
        base64.replaceAll('+', '-'),
        `${base64}AAAA`,
        base64.slice(4),
        '-----BEGIN ',
      ],
      ...[
        text.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'),
        text.replace('\n', '\nA: b\n\n'),
        text.replace('\n', ' \n'),
      ],
    ]),
  );
  await agree(PARSE, product(ODD));
});

test('every cut of a certificate, and bits that are flipped', async () => {
  const whole = [
    certificate({
      extensions: [
        authority(),
        keyUsage(5),
        alternativeNames('dns:a.b', 'uri:https://a/'),
        nameConstraints(['dns:a'], ['email:b']),
      ],
    }),
    certificate({
      key: RSA,
      extensions: [purposes(1), extension('2.5.29.35', sequence(tlv(0x80, Buffer.from('id'))))],
    }),
  ];
  const cuts = whole.flatMap((der) => Array.from(der, (_, length) => der.subarray(0, length)));
  const flips = whole.flatMap((der) =>
    Array.from(der, (byte, at) => {
      const flipped = Buffer.from(der);
      flipped[at] = byte ^ (1 << (at % 8));
      return flipped;
    }),
  );
  const started = performance.now();
  const defined = await agree(PARSE, product([...cuts, ...flips].map((der) => der.toString('base64'))));
  assert.ok(defined > 300, `${defined} certificates are read all the same`);
  assert.ok(performance.now() - started < 60_000);
});

test('keys and certificates that belong together', async () => {
  const pairs = { P256, P384, P521, ED25519, RSA };
  const keys = Object.values(pairs).flatMap(({ privateKey }) => [
    privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    ...(privateKey.asymmetricKeyType === 'ec' ? [privateKey.export({ format: 'pem', type: 'sec1' }).toString()] : []),
    ...(privateKey.asymmetricKeyType === 'rsa' ? [privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()] : []),
  ]);
  const certificates = Object.values(pairs).map((key) => pem(certificate({ key })));
  const odd = [
    '',
    'x',
    pem(certificate()),
    pemOf('PRIVATE KEY', Buffer.from('x')),
    Buffer.from(keys[0] ?? '').toString('base64'),
  ];
  await agree(
    'crypto.x509.parse_keypair',
    product([...certificates, pem(certificate(), certificate({ key: RSA })), 'x'], [...keys, ...odd]),
  );
});
