import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { ZONE_DATA } from '../../../src/policy/builtins/time/zone-data.ts';
import { policy } from '../fixture.ts';
import { agree as agreeOn, exact, ODD, product } from './fixture.ts';

const ZONES = brotliDecompressSync(Buffer.from(ZONE_DATA, 'base64'))
  .toString()
  .split('\n')
  .flatMap((line) => line.slice(0, line.indexOf('|')).split(' '));

/** Some of the numbers are beyond 2^53. */
function agree(builtin: string, calls: readonly unknown[][]): Promise<number> {
  return agreeOn(
    builtin,
    calls.map((args) => args.map((arg) => (ODD.includes(arg) ? arg : exact(arg)))),
  );
}

/** JSON of a number that JavaScript cannot hold. */
function raw(digits: bigint | string): unknown {
  return JSON.rawJSON(String(digits));
}

function seconds(time: string, fraction = 0): unknown {
  return raw(BigInt(Date.parse(time)) * 1_000_000n + BigInt(fraction));
}

const ENDS = [raw(-(2n ** 63n)), raw(2n ** 63n - 1n)];

const TIMES = [
  0,
  1,
  -1,
  ...ENDS,
  seconds('2024-02-29T23:59:59.999Z', 999_999),
  seconds('2006-01-02T22:04:05Z'),
  seconds('1969-12-31T23:59:59Z', 120_000),
  seconds('1900-03-01T00:00:00Z', 5),
  seconds('2100-02-28T12:34:56.7Z'),
  seconds('2024-10-27T00:59:59Z'),
  seconds('2024-10-27T01:00:00Z'),
  seconds('2262-01-01T11:00:00Z'),
];

const NUMBERS = [
  raw('1e18'),
  raw('1.5e18'),
  raw('1600000000000000000.05'),
  raw('1600000000000000000.1'),
  raw('-1600000000000000000.0625'),
  raw('1600000000000000000.0625000000000000000000000000000000000000000000000000000000000000000000000000000000000001'),
  raw('0.0000000000000000000000000000001'),
  raw('5.0'),
  raw('4.99999999999999999999999999999'),
  raw('9223372036854775807.5'),
  raw('9223372036854775807.1'),
  raw(2n ** 63n),
  raw(-(2n ** 63n) - 1n),
  raw('1e400'),
  raw('1e-400'),
  raw('0e999999999'),
];

const BUILTINS_OF_ONE = ['time.format', 'time.date', 'time.clock', 'time.weekday'];

test('moments are shown as in OPA', async () => {
  const operands = [
    ...product([...TIMES, ...NUMBERS], ['', 'UTC', 'Local', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu']),
    ...ODD.map((odd) => [0, odd]),
    ...ODD.map((odd) => [0, '', odd]),
    ...ODD.map((odd) => [odd]),
    ...['europe/berlin', 'Europe', 'Europe/', '/Europe/Berlin', '../UTC', 'CET', 'EST5EDT', 'utc', 'a\0'].map(
      (zone) => [0, zone],
    ),
    [0, 'UTC', '2006', 'more'],
  ];
  const calls = [...operands, ...TIMES, ...NUMBERS, ...ODD].map((operand) => [operand]);
  for (const builtin of BUILTINS_OF_ONE) assert.ok((await agree(builtin, calls)) > TIMES.length, builtin);
});

test('every zone has the offsets and names that Go gives it', async () => {
  const times = Array.from({ length: 584 * 2 }, (_, half) => {
    const year = 1678 + Math.floor(half / 2);
    return seconds(`${year}-0${half % 2 === 0 ? 1 : 7}-15T12:00:00Z`);
  });
  // Each zone has its own years, two months in a hundred.
  const calls = ZONES.flatMap((zone, index) =>
    times
      .filter((_, half) => (half + index * 7) % 101 < 2)
      .map((time) => [[time, zone, '2006-01-02T15:04:05 Z07:00:00 MST']]),
  );
  assert.equal(await agree('time.format', calls), calls.length);
});

test('clocks change at the second at which they do in Go', async () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Godthab', 'Africa/Casablanca'];
  const hours = ['2024-03', '2024-04', '2024-10', '2024-11', '2077-03', '2077-04', '2077-10', '2077-11'].flatMap(
    (month) =>
      Array.from(
        { length: 28 * 24 },
        (_, hour) => BigInt(Date.parse(`${month}-01T00:00:00Z`)) + BigInt(hour) * 3_600_000n,
      ),
  );
  const calls = product(
    hours.flatMap((hour) => [raw(hour * 1_000_000n), raw(hour * 1_000_000n - 1n)]),
    zones,
  );
  await agree(
    'time.format',
    calls.filter((_, index) => index % 7 === 0).map(([time, zone]) => [[time, zone, '15:04:05 -0700 MST']]),
  );
});

const LAYOUTS = [
  '',
  'ANSIC',
  'UnixDate',
  'RubyDate',
  'RFC822',
  'RFC822Z',
  'RFC850',
  'RFC1123',
  'RFC1123Z',
  'RFC3339',
  'RFC3339Nano',
  'Kitchen',
  'Stamp',
  'January Jan Janu JanX Monday Mon Month Monx MST MSTx',
  '01 02 03 04 05 06 07 00 002 001 0',
  '1 15 2 2006 20 200 20060102150405',
  '_2 _2006 __2 __2006 ___2 _ __',
  '3 4 5 3PM 3pm Pm pM P',
  '-070000 -07:00:00 -0700 -07:00 -07 -0',
  'Z070000 Z07:00:00 Z0700 Z07:00 Z07 Z',
  '.0 .00 .000000000 .0000000000000 .01 .09 .0x ,0 ,000',
  '5.9 5.99 5.999999999 .99999999999 .91 ,9 ,999 .90 .09',
  `.${'0'.repeat(4096)} .${'9'.repeat(4096)} .${'0'.repeat(4097)} .${'9'.repeat(4100)}`,
  'é日本語 2006年01月02日 \ud83d\ude00',
  'Jan2,2006at3:04pm(MST)',
];

test('layouts are Go’s', async () => {
  const zones = ['UTC', 'Europe/Berlin', 'Africa/Monrovia', 'Africa/Accra', 'Asia/Kolkata', 'America/Sao_Paulo'];
  const calls = product(TIMES, zones, LAYOUTS).map((operand) => [operand]);
  assert.equal(await agree('time.format', calls), calls.length);
});

test('what was printed in a layout is parsed alike', async () => {
  const texts = [
    'Mon Jan  2 15:04:05 2006',
    'mon jAN 2 15:04:05 2006',
    'Mon Jan _2 15:04:05 2006',
    'Mon Jan  2 15:04:05 MST 2006',
    'Mon Jan 02 15:04:05 -0700 2006',
    '02 Jan 06 15:04 MST',
    '02 Jan 69 15:04 UTC',
    '02 Jan 68 15:04 GMT+3',
    '02 Jan 06 15:04 GMT+24',
    '02 Jan 06 15:04 -0700',
    'Monday, 02-Jan-06 15:04:05 CEST',
    'Mon, 02 Jan 2006 15:04:05 GMT',
    'Mon, 02 Jan 2006 15:04:05 -0700',
    '2006-01-02T15:04:05Z',
    '2006-01-02T15:04:05.1234567891234Z',
    '2006-01-02T15:04:05,5+01:00',
    '2006-01-02T15:04:05+24:60',
    '2006-01-02T15:04:05+25:00',
    '2006-01-02T15:04:05-00:00',
    '2006-01-02t15:04:05z',
    '2006-01-02T5:04:05Z',
    '2006-02-29T15:04:05Z',
    '2024-02-29T24:00:00Z',
    '2024-02-29T23:59:60Z',
    '1677-09-21T00:12:43.145224192Z',
    '1677-09-21T00:12:43.145224191Z',
    '2262-04-11T23:47:16.854775807Z',
    '2262-04-11T23:47:16.854775808Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '',
    ' ',
    '2006',
    '2006-01-02T15:04:05Z ',
    '2006-01-02T15:04:05Z\0',
  ];
  const calls = product(LAYOUTS, [...texts, ...ODD]);
  assert.ok((await agree('time.parse_ns', calls)) > 10);
  await agree(
    'time.parse_rfc3339_ns',
    [...texts, ...ODD].map((text) => [text]),
  );
});

test('elements of layouts are parsed alike', async () => {
  const forms: readonly (readonly [string, readonly string[]])[] = [
    ['2006', ['1999', '99', '19990', '-199', '+199', '1+99', '1 99']],
    ['06 2006', ['99 2001', '+5 2001', '-5 2001', '5 2001', '0x 2001', '-- 2001']],
    ['06', ['99', '68', '69', '+5', '-5', '--', '5']],
    ['2006 1', ['2001 1', '2001 12', '2001 13', '2001 0', '2001 123', '2001 01']],
    ['2006 01', ['2001 1', '2001 12', '2001 00', '2001 012']],
    ['2006 Jan', ['2001 jan', '2001 FEB', '2001 Ja', '2001 Mayo', '2001 j\u0061n', '2001 \u212aan']],
    ['2006 January', ['2001 january', '2001 May', '2001 Mar', '2001 marchx']],
    ['2006 2', ['2001 1', '2001 31', '2001 32', '2001 0', '2001 00']],
    ['2006 02 1', ['2001 1 2', '2001 29 2', '2000 29 2', '2001 28 2', '2001 31 4', '2001 31 12']],
    ['2006 _2', ['2001  1', '2001 31', '2001 1', '2001   1']],
    [
      '2006 __2',
      ['2001   1', '2001 365', '2001 366', '2000 366', '2001 60', '2000 60', '2000 61', '2001 0', '2001    1'],
    ],
    ['2006 002', ['2001 001', '2001 1', '2001 365', '2000 060', '2000 061', '2000 0601']],
    ['2006 002 1 2', ['2001 032 2 1', '2001 032 2 2', '2001 032 1 1']],
    ['2006 002 2', ['2000 060 29', '2000 060 1', '2000 061 1']],
    ['2006 15', ['2001 1', '2001 23', '2001 24', '2001 024']],
    ['2006 3PM', ['2001 12AM', '2001 12PM', '2001 0PM', '2001 11AM', '2001 11PM', '2001 13PM', '2001 1pm', '2001 1Pm']],
    ['2006 03pm', ['2001 12am', '2001 1pm', '2001 01pm', '2001 01PM', '2001 01p']],
    [
      '2006 4 5',
      ['2001 1 2', '2001 59 59', '2001 60 1', '2001 1 60', '2001 1 2.5', '2001 1 2,123456789012', '2001 1 2.'],
    ],
    [
      '2006 5.000',
      ['2001 1.123', '2001 1.12', '2001 1,123', '2001 1.+12', '2001 1.-12', '2001 1.-00', '2001 1.1x3', '2001 1'],
    ],
    ['2006 5 .000', ['2001 1 .123', '2001 1.5 .123', '2001 1 .1234']],
    ['2006 5x15.9', ['2001 1.5x2.5', '2001 1x2.5', '2001 1x2']],
    ['2006 .999', ['2001 .5', '2001 ', '2001 .', '2001 .123456', '2001']],
    [`2006 .${'0'.repeat(12)}`, ['2001 .123456789123', '2001 .12345678912', '2001 .1234567891x3']],
    [`2006 .${'0'.repeat(4096)}`, ['2001 .', '2001 ,', '2001 .1', '2001 x']],
    ['2006 -07', ['2001 +01', '2001 -24', '2001 -25', '2001 x01', '2001 +1', '2001 Z', '2001 +0100']],
    ['2006 -0700', ['2001 +0130', '2001 -0060', '2001 -0061', '2001 +01:30']],
    ['2006 -07:00', ['2001 +01:30', '2001 +01x30', '2001 +0130']],
    ['2006 -070000', ['2001 +013015', '2001 -000001', '2001 +000001', '2001 +000060', '2001 +000061']],
    ['2006 -07:00:00', ['2001 +01:30:15', '2001 -00:00:01', '2001 +01:30']],
    ['2006 Z07', ['2001 Z', '2001 +05', '2001 z']],
    ['2006 Z0700 -07', ['2001 Z +05', '2001 +0300 +05', '2001 +0300 Z']],
    ['2006 Z070000', ['2001 Z', '2001 -000001']],
    ['2006 Z07:00:00', ['2001 Z', '2001 +05:00:01', '2001 +05:00']],
    [
      '2006 MST',
      [
        ...['UTC', 'UT', 'GMT', 'GMT+3', 'GMT-23', 'GMT+24', 'GMT+', 'CET', 'CEST', 'WITA', 'ABCD', 'ABCDT', 'ABCDE'],
        ...['ABCDEF', 'ChST', 'MeST', 'Chst', '+03', '-23', '+24', '+', '-x', '+0000000000023', 'EST5', 'aBC', 'Z'],
        `+${'0'.repeat(100)}5`,
        '+18446744073709551617',
      ].map((zone) => `2001 ${zone}`),
    ],
    ['2006 MST -0700', ['2001 CET +0300', '2001 UTC +0300', '2001 GMT+3 +0300', '2001 +03 +0300', '2001 GMT+30 +0300']],
    ['2006 MST0', ['2001 GMT+240', '2001 GMT0', '2001 +230']],
    ['  2006   1', ['2001 1', ' 2001  1', '    2001                 1', '2001']],
    ['2006  ', ['2001', '2001 ', '2001      ', '2001x']],
    ['x 2006 y', ['x2001 y', 'x 2001y', 'x 2001 y', 'x 2001 ', 'x']],
    ['é2006日', ['é2001日', 'é2001', 'e2001日']],
    ['Mon 2006', ['Tue 2001', 'tUE 2001', 'Tues 2001', 'xyz 2001']],
    ['Monday 2006', ['Tuesday 2001', 'Tue 2001']],
  ];
  const calls = forms.flatMap(([layout, texts]) => texts.map((text) => [layout, text]));
  assert.ok((await agree('time.parse_ns', calls)) > 80);
});

test('durations are parsed alike', async () => {
  const texts = [
    ...[
      '0',
      '-0',
      '+0',
      '',
      '+',
      '-',
      '--1s',
      '1',
      '1s',
      '-1s',
      '+1s',
      '1.5h',
      '.5s',
      '5.s',
      '.s',
      '.',
      '1.2.3s',
      '1s ',
      ' 1s',
    ],
    ...[
      '1h2m3s4ms5us6ns',
      '1\u00b5s',
      '1\u03bcs',
      '1\u00b5',
      '1µs1d',
      '1μs1d',
      '1ms2d',
      '1m2d',
      '1x',
      '1S',
      '1hh',
      '1h1',
      '1e3s',
    ],
    ...['9223372036854775807ns', '9223372036854775808ns', '-9223372036854775808ns', '-9223372036854775809ns'],
    ...['9223372036854775808ns9223372036854775808ns', '9223372036854775808ns9223372036854775808ns1ns'],
    ...['-9223372036854775808ns9223372036854775808ns5s', '18446744073709551616ns', '99999999999999999999ns'],
    ...[
      '00000000000000000000000000000000000001s',
      '0.1234567890123456789s',
      '0.99999999999999999999999999h',
      '0.000000000000000000001h',
    ],
    ...[
      '0.9223372036854775807m',
      '0.9223372036854775808m',
      '0.9223372036854775809m',
      '0.100000000000000000000h',
      '0.3333333333333333333h',
    ],
    ...['2562047h47m16.854775807s', '2562047h47m16.854775808s', '2562048h', '2562047.788015215h', '2562047.8h'],
    ...[
      '1d',
      '1.5d',
      '1w',
      '1y',
      '-1y2w3d',
      '+1d',
      '1d1h',
      '0d',
      '.5d',
      '1.d',
      '.d',
      '1..2d',
      '1d2',
      '1dd',
      'd',
      '1D',
      '292y',
      '293y',
      '292.47y',
    ],
    ...[
      '0.0000001d',
      '0.00000000001w',
      '0.1y',
      '0.7w',
      '1.1d',
      '1e3d',
      '100000000000000000000000d',
      '106751d',
      '106752d',
      '1d\n',
      '1n1d',
      '1ns1d',
    ],
    `${'1'.repeat(400)}d`,
    `0.${'0'.repeat(400)}1d`,
    `${'1s'.repeat(1000)}`,
    ...ODD,
  ];
  assert.ok(
    (await agree(
      'time.parse_duration_ns',
      texts.map((text) => [text]),
    )) > 40,
  );
});

const AMOUNTS = [
  ...product([0, 1, -1, 4, 100, -300], [0, 1, -1, 11, 12, -13, 25], [0, 1, -1, 30, 31, -365]),
  ...product(
    [0, 300, raw(2n ** 63n - 1n), raw(-(2n ** 63n)), raw(2n ** 63n), raw('1.0'), raw('1e2'), 1.5],
    [0, raw(2n ** 63n - 1n), raw(-(2n ** 63n)), raw('1.00000000000000000'), raw('1.000000000000000000')],
    [
      0,
      raw(2n ** 63n - 1n),
      raw(-(2n ** 63n)),
      raw('213503982334601'),
      raw('-213503982334601'),
      raw('1.00000000000000000'),
    ],
  ),
  ...ODD.flatMap((odd) => [
    [odd, 0, 0],
    [0, odd, 0],
    [0, 0, odd],
  ]),
];

test('dates are added to as in Go', async () => {
  const moments = [
    ...TIMES.slice(2, 9),
    [seconds('2023-03-25T01:30:00Z'), 'Europe/Berlin'],
    [seconds('2023-09-29T00:30:00Z'), 'Europe/Berlin'],
    [seconds('2024-02-10T07:30:00Z'), 'America/New_York'],
    [seconds('2024-11-02T05:30:00Z'), 'America/New_York', 'ignored'],
    [seconds('2011-12-29T12:00:00Z'), 'Pacific/Apia'],
    [seconds('2011-12-31T12:00:00Z'), 'Pacific/Apia'],
    [seconds('2024-04-06T15:00:00Z'), 'Australia/Lord_Howe'],
    [seconds('1883-11-17T17:00:00Z'), 'America/New_York'],
    [0, 'Nowhere'],
    'x',
  ];
  const calls = product(moments, AMOUNTS).map(([moment, amount]) => [moment, ...(amount as unknown[])]);
  assert.ok((await agree('time.add_date', calls)) > 1000);
});

test('a year of local midnights and noons is added to alike', async () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Africa/Cairo',
  ];
  const times = ['2024-01-01T00:30:00Z', '2024-01-01T02:30:00Z', '2024-01-01T07:15:00Z', '2024-01-01T22:00:00Z'];
  const days = Array.from({ length: 366 }, (_, day) => day);
  const calls = product(
    times.map((time) => seconds(time)),
    zones,
    days,
  ).map(([time, zone, day]) => [[time, zone], 0, 0, day]);
  assert.equal(await agree('time.add_date', calls), calls.length);
});

test('differences are OPA’s', async () => {
  const moments = [
    ...TIMES,
    [seconds('2024-03-31T00:30:00Z'), 'Europe/Berlin'],
    [seconds('2024-03-31T01:30:00Z'), 'America/New_York'],
    [seconds('2024-01-31T23:00:00Z'), 'Asia/Tokyo'],
    [seconds('2023-12-31T00:00:01Z'), 'UTC'],
    [0, 'Nowhere'],
    ...ODD,
  ];
  assert.ok((await agree('time.diff', product(moments, moments))) > 100);
});

test('the time is one time for the whole evaluation, and in the decision log under OPA’s key', async () => {
  let milliseconds = 0;
  const { evaluate } = await policy(
    'decision := [time.now_ns(), count({time.now_ns() | some i in input.list}), time.format(time.now_ns())]',
    { now: () => milliseconds++ },
  );
  milliseconds = 1_700_000_000_123.456;
  const { value, ndBuiltins } = evaluate({ list: [1, 2, 3] });
  assert.equal(JSON.stringify(value), '[1700000000123456000,1,"2023-11-14T22:13:20.123456Z"]');
  assert.equal(JSON.stringify(ndBuiltins), '{"time.now_ns":{"[]":1700000000123456000}}');
});
