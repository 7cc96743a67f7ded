import { test } from 'node:test';
import fc from 'fast-check';
import { agree, ODD, product, set } from './fixture.ts';

const TEXTS = [
  '',
  'a',
  'hello',
  'Grüße',
  '\u{1f600}',
  '\u0000',
  'a'.repeat(1000),
  '00ff',
  '6869',
  'zz',
  '0',
  'E38182',
  '6 ',
];

test('digests', async () => {
  for (const name of ['crypto.md5', 'crypto.sha1', 'crypto.sha256']) await agree(name, product([...TEXTS, ...ODD]));
  for (const name of ['crypto.hmac.md5', 'crypto.hmac.sha1', 'crypto.hmac.sha256', 'crypto.hmac.sha512']) {
    await agree(name, product([...TEXTS, 1], [...TEXTS, null]));
  }
  await agree('crypto.hmac.equal', product([...TEXTS, 1], [...TEXTS, null]));
});

test('encodings', async () => {
  for (const name of ['base64url.encode_no_pad', 'hex.encode', 'hex.decode'])
    await agree(name, product([...TEXTS, ...ODD]));
});

test('semantic versions', async () => {
  const versions = [
    ...[
      '1.2.3',
      'v1.2.3',
      'vv1.2.3',
      '1.2',
      '1.2.3.4',
      '01.2.3',
      '1.02.3',
      '1.2.03',
      '+1.2.3',
      '1.-2.3',
      '',
      '1..3',
      '1.2.3-',
    ],
    ...[
      '1.2.3-alpha',
      '1.2.3-alpha.1',
      '1.2.3-alpha.beta',
      '1.2.3-beta',
      '1.2.3-beta.2',
      '1.2.3-beta.11',
      '1.2.3-rc.1',
      '1.2.3+b',
    ],
    ...[
      '1.2.3-01',
      '1.2.3-0',
      '1.2.3-a..b',
      '1.2.3-a+b.c',
      '1.2.3+',
      '1.2.3+b+c',
      '1.2.3-ä',
      '1.2.3--',
      '1.2.3-1',
      '1.2.3-1a',
    ],
    ...[
      '9223372036854775807.0.0',
      '9223372036854775808.0.0',
      '1.2.3-99999999999999999999',
      '0.0.0',
      '1.10.0',
      '1.9.0',
      ' 1.2.3',
    ],
  ];
  await agree('semver.is_valid', product([...versions, ...ODD]));
  await agree('semver.compare', product([...versions, 1], [...versions, null]));
});

test('UUIDs', async () => {
  const uuid = 'c2fc67c2-47f2-11ee-b67a-9f3619c7493f';
  const digit = fc.constantFrom(...'0123456789abcdefABCDEF');
  const random = fc
    .array(digit, { minLength: 32, maxLength: 32 })
    .map((digits) => digits.join(''))
    .map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  await agree('uuid.parse', [
    ...product([
      uuid,
      uuid.toUpperCase(),
      `urn:uuid:${uuid}`,
      `URN:UUID:${uuid}`,
      `url:uuid:${uuid}`,
      `{${uuid}}`,
      `<${uuid}é`,
    ]),
    ...product([
      uuid.replaceAll('-', ''),
      '000003e8-48b9-21ee-b200-325096b39f47',
      '000003e8-48b9-21ee-b207-325096b39f47',
      'é',
    ]),
    ...product([
      `${uuid}0`,
      uuid.replace('-', ':'),
      uuid.replace('c', 'g'),
      '',
      ...ODD,
      'ffffffff-ffff-1fff-ffff-ffffffffffff',
    ]),
  ]);
  await agree('uuid.parse', product(fc.sample(random, { seed: 1, numRuns: 200 })), '[value, json.marshal(value.time)]');
});

test('UUIDs are made once for a key', async () => {
  const shape = 'regex.match(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, value)';
  const same = '[value == uuid.rfc4122(args[0]), value == uuid.rfc4122("other")]';
  await agree('uuid.rfc4122', product(['a', 'b', 'a', '']), `[${shape}, ${same}]`);
});

test('subsets', async () => {
  const values = [
    ...[
      {},
      { a: 1 },
      { a: 1, b: 2 },
      { a: { b: 1 } },
      { a: { b: 1, c: 2 }, d: [1, 2, 3] },
      { d: [2, 3] },
      { d: [1, 3] },
    ],
    ...[[], [1], [1, 2], [1, 2, 3], [1, 1, 2], [[1]], [1, [1]], [1.0, 2], [3, 2, 1], [2, 2], [1, 1, 1, 2, 1, 1, 2, 3]],
    ...[
      set(),
      set(1),
      set(1, 2),
      set(3, 2),
      set([1]),
      { a: null },
      { a: [1] },
      { a: [1, 2] },
      null,
      'a',
      1,
      [1, 2, 1, 2, 3],
    ],
  ];
  await agree('object.subset', product(values, values));
});
