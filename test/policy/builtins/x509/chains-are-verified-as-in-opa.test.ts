import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, ODD, product, set } from '../fixture.ts';
import {
  alternativeNames,
  authority,
  certificate,
  type Draft,
  ED25519,
  extension,
  keyUsage,
  nameConstraints,
  OTHER,
  P256,
  P384,
  P521,
  pem,
  purposes,
  RSA,
} from './certificates.ts';
import { integerOf, octets, oid, sequence, tlv } from './der.ts';

const VERIFY = 'crypto.x509.parse_and_verify_certificates';
const WITH_OPTIONS = `${VERIFY}_with_options`;
const TIME = { CurrentTime: Date.parse('2024-06-01T00:00:00Z') * 1e6 };

/** An authority called `root` or `middle`; its own key signs what it issues. */
function root(draft: Draft = {}): Buffer {
  return certificate({ name: 'root', key: OTHER, extensions: [authority()], ...draft });
}

function middle(draft: Draft = {}): Buffer {
  return certificate({ name: 'middle', issuer: 'root', key: P384, signer: OTHER, extensions: [authority()], ...draft });
}

function leaf(draft: Draft = {}): Buffer {
  return certificate({ name: 'leaf', issuer: 'middle', signer: P384, ...draft });
}

/** Of a chain without one between. */
function child(draft: Draft = {}): Buffer {
  return leaf({ issuer: 'root', signer: OTHER, ...draft });
}

test('who has signed whom', async () => {
  const [r, m, l, c] = [root(), middle(), leaf(), child()];
  const self = certificate();
  const chains = [
    ...[
      [r, m, l],
      [r, c],
      [m, l],
      [r, l],
      [r, m, m, l],
      [r, l, m],
      [l, m, r],
      [m, r, l],
      [c, r],
      [r],
      [c],
      [self],
      [self, self],
    ],
    ...[
      [r, r],
      [r, m],
      [r, r, c],
      [r, c, c],
      [r, m, c],
      [r, root(), m, l],
      [root({ key: P256 }), c],
      [],
      [r, m, leaf({ signer: P256 })],
    ],
    [r, middle({ signer: P256 }), m, l],
    [r, middle({ key: P521 }), m, l],
    [r, middle({ name: 'other' }), l],
    [root({ name: 'other' }), c],
    ...[P256, P384, P521, ED25519, RSA].map((key) => [root({ key }), child({ signer: key })]),
    ...['sha1', 'sha384', 'sha512', 'md5'].map((digest) => [root({ key: RSA }), child({ signer: RSA, digest })]),
    ...['sha1', 'sha384', 'sha512'].map((digest) => [r, child({ digest })]),
    [r, child({ signature: Buffer.alloc(70) })],
    [r, child({ outerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) })],
  ];
  const defined = await agree(VERIFY, product(chains.map((chain) => pem(...chain))));
  assert.equal(defined, chains.length);
  await agree(
    WITH_OPTIONS,
    product(
      chains.map((chain) => pem(...chain)),
      [{}, TIME],
    ),
  );
});

test('who may sign', async () => {
  const wrong: Draft[] = [
    ...[[], [authority(false)], [authority(true, undefined, false)], [authority(true, 0)], [authority(true, 1)]],
    ...[[authority(), keyUsage(5)], [authority(), keyUsage(0)], [authority(), keyUsage(5, 6)], [keyUsage(5)]],
    ...[[authority(), keyUsage(8)], [authority(false, 1)], [authority(), authority()]],
    ...[
      [authority(), extension('1.2.3', sequence())],
      [authority(), extension('1.2.3', sequence(), true)],
    ],
    ...[[authority(), extension('2.5.29.36', sequence(tlv(0x80, Buffer.from([0]))))]],
  ].map((extensions) => ({ extensions }));
  const older: Draft[] = [1, 2, null].map((version) => ({ version, extensions: [] }));
  const drafts = [...wrong, ...older];
  const chains = [
    ...drafts.flatMap((draft) => [
      [root(draft), middle(), leaf()],
      [root(), middle(draft), leaf()],
      [root(), middle(), leaf(draft)],
      [root(draft), child()],
      [root(), child(draft)],
    ]),
  ];
  await agree(VERIFY, product(chains.map((chain) => pem(...chain))));
});

test('when they are valid', async () => {
  const past = { from: '2020-01-01T00:00:00Z', until: '2024-01-01T00:00:00Z' };
  const future = { from: '2050-01-01T00:00:00Z', until: '2060-01-01T00:00:00Z' };
  const chains = [past, future, { from: '2024-06-01T00:00:00Z' }, { until: '2024-06-01T00:00:00Z' }].flatMap(
    (dates) => [
      [root(dates), middle(), leaf()],
      [root(), middle(dates), leaf()],
      [root(), middle(), leaf(dates)],
    ],
  );
  const times = ['2019-01-01T00:00:00Z', '2023-01-01T00:00:00Z', '2024-06-01T00:00:00Z', '2055-01-01T00:00:00Z'];
  const options = times.map((text) => ({ CurrentTime: Date.parse(text) * 1e6 }));
  const edges = [1, -1].map((step) => ({ CurrentTime: TIME.CurrentTime + step * 1024 }));
  await agree(
    WITH_OPTIONS,
    product(
      chains.map((chain) => pem(...chain)),
      [...options, ...edges],
    ),
  );
  await agree(VERIFY, product(chains.map((chain) => pem(...chain))));
});

test('what for', async () => {
  const sets = [
    [],
    [purposes(1)],
    [purposes(2)],
    [purposes(0)],
    [purposes(1, 2)],
    [purposes('1.2.3')],
    [purposes(3, 4)],
  ];
  const chains = sets.flatMap((ours) =>
    sets.map((theirs) => pem(root(), middle({ extensions: [authority(), ...theirs] }), leaf({ extensions: ours }))),
  );
  const usages = [
    ...[
      undefined,
      [],
      ['KeyUsageServerAuth'],
      ['KeyUsageClientAuth'],
      ['KeyUsageAny'],
      ['KeyUsageCodeSigning', 'KeyUsageServerAuth'],
    ],
    ...[['"KeyUsageClientAuth"'], ['unknown'], [1], set('KeyUsageClientAuth'), 'KeyUsageAny'],
  ];
  await agree(
    WITH_OPTIONS,
    product(
      chains,
      usages.map((KeyUsages) => ({ ...TIME, ...(KeyUsages && { KeyUsages }) })),
    ),
  );
});

test('whom for', async () => {
  const names = [
    ['dns:a.example', 'dns:*.b.example', 'ip:7f000001', `ip:${'0'.repeat(31)}1`],
    ['dns:A.EXAMPLE', 'dns:b*.example', 'dns:*.*.example', 'dns:*'],
    ['email:a@a.example', 'uri:https://a.example/'],
  ].map((some) => [alternativeNames(...some)]);
  const chains = [[], ...names].map((extensions) => pem(root(), child({ name: 'a.example', extensions })));
  const hosts = [
    ...[
      'a.example',
      'A.Example',
      'x.b.example',
      'x.y.b.example',
      'b.example',
      '.b.example',
      'a.example.',
      '*.b.example',
    ],
    ...[
      '127.0.0.1',
      '[127.0.0.1]',
      '::1',
      '[::1]',
      '0:0:0:0:0:0:0:1',
      'bx.example',
      '',
      '"a.example"',
      ' ',
      'a..example',
    ],
  ];
  await agree(
    WITH_OPTIONS,
    product(
      chains,
      hosts.map((DNSName) => ({ ...TIME, DNSName })),
    ),
  );
});

test('names that an authority may vouch for', async () => {
  const limits: (readonly [string[], string[]])[] = [
    [['dns:example'], []],
    [['dns:.example'], []],
    [[], ['dns:bad.example']],
    [['dns:'], []],
    [['ip:7f000000ff000000'], []],
    [[], [`ip:${'0'.repeat(64)}`]],
    [['email:a@a.example'], []],
    [['email:a.example'], []],
    [['email:.example'], []],
    [[], ['email:a.example']],
    [['uri:.example'], []],
    [['uri:a.example'], []],
    [[], ['uri:a.example']],
    [
      ['dns:example', 'email:example'],
      ['dns:bad.example', 'ip:0a000000ff000000'],
    ],
    [['dir:x'], []],
    [['ip:7f000000'], []],
    [['dns:a b'], []],
    [[], []],
  ];
  const names = [
    ...[
      ['dns:a.example'],
      ['dns:bad.example'],
      ['dns:x.bad.example'],
      ['dns:example'],
      ['dns:other'],
      ['dns:*.example'],
    ],
    ...[['ip:7f000001'], ['ip:0a000001'], [`ip:${'0'.repeat(31)}1`], ['email:a@a.example'], ['email:b@a.example']],
    ...[
      ['email:a@x.example'],
      ['email:a@other'],
      ['uri:https://a.example/'],
      ['uri:https://x.a.example:1/'],
      ['uri:https://127.0.0.1/'],
    ],
    ...[
      ['uri:mailto:a@a.example'],
      ['dns:a.example', 'email:a@other'],
      ['dns:notexample'],
      ['email:bad'],
      ['uri:relative'],
    ],
  ];
  const leaves = [undefined, ...names].map((some) =>
    leaf({ name: 'a.example', extensions: some === undefined ? [] : [alternativeNames(...some)] }),
  );
  const chains = limits.flatMap(([permitted, excluded]) => {
    const limited = middle({ extensions: [authority(), nameConstraints(permitted, excluded)] });
    return leaves.map((one) => pem(root(), limited, one));
  });
  const roots = limits.map(([permitted, excluded]) =>
    pem(
      root({ extensions: [authority(), nameConstraints(permitted, excluded)] }),
      child({ extensions: [alternativeNames('dns:other')] }),
    ),
  );
  await agree(VERIFY, product([...chains, ...roots]));
});

test('options that are wrong', async () => {
  const chain = pem(root(), child());
  const options = [
    ...[{ CurrentTime: 1.5 }, { CurrentTime: '1' }, { CurrentTime: -1 }, { CurrentTime: 1e30 }, { CurrentTime: 0 }],
    ...[
      { DNSName: 1 },
      { MaxConstraintComparisons: 1 },
      { MaxConstraintComparisons: 'x' },
      { MaxConstraintComparisons: -1 },
    ],
    ...[{ Unknown: 1 }, { KeyUsages: 1 }, { KeyUsages: { a: 1 } }, { currenttime: 1 }],
  ];
  await agree(WITH_OPTIONS, [...product([chain], [...options, ...ODD]), ...product(ODD, [{}])]);
});

test('identifiers of keys', async () => {
  const subject = (hex: string) => extension('2.5.29.14', octets(Buffer.from(hex, 'hex')));
  const issuer = (hex: string) => extension('2.5.29.35', sequence(tlv(0x80, Buffer.from(hex, 'hex'))));
  const middles = [
    middle({ extensions: [authority(), subject('01')] }),
    middle({ key: P521, extensions: [authority(), subject('02')] }),
    middle({ serial: integerOf('05') }),
  ];
  const leaves = [leaf({ extensions: [issuer('01')] }), leaf({ extensions: [issuer('02')] }), leaf()];
  const orders = [[0, 1, 2], [2, 1, 0], [1, 0], [1]].map((order) => order.map((i) => middles[i] as Buffer));
  await agree(VERIFY, product(orders.flatMap((some) => leaves.map((one) => pem(root(), ...some, one)))));
});
