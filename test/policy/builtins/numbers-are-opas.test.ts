import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agree, ODD, product } from './fixture.ts';

const AMOUNTS = [
  ...[
    '',
    '0',
    '1',
    '10',
    '1.5',
    '.5',
    '5.',
    '.',
    '-1',
    '+1',
    '--1',
    '1-1',
    '-0.5',
    '007',
    '1_000',
    '1,5',
    '0x10',
    'inf',
    'NaN',
  ],
  ...['1e3', '1E3', '1e', '1e+', '1e-3', '1e+2', '1e5e6', 'e5', '1.e2', '1..2', '1e1000000', '0e-5', '0.0000000001'],
  ...[
    '0.00000000005',
    '0.00000000004999',
    '12345678901234567890.5',
    '9007199254740993',
    '18446744073709551616.9',
    '0.1',
    '1.0001',
  ],
  ...[
    '1e-20',
    '123456789012345678901234567890',
    '99999999999999999999.99999999999',
    '2.2250738585072014e-5',
    '1 0',
    ' 1',
    '1 ',
  ],
];
const UNITS = [
  ...[
    '',
    'm',
    'k',
    'K',
    'M',
    'g',
    'G',
    't',
    'T',
    'p',
    'P',
    'e',
    'E',
    'ki',
    'Ki',
    'KI',
    'kI',
    'mi',
    'Mi',
    'MI',
    'mI',
    'gi',
    'Gi',
  ],
  ...[
    'ti',
    'Ti',
    'pi',
    'Pi',
    'ei',
    'Ei',
    'EI',
    'b',
    'B',
    'kb',
    'KB',
    'kB',
    'Kb',
    'mb',
    'MB',
    'gb',
    'tb',
    'pb',
    'eb',
    'kib',
    'KiB',
  ],
  ...[
    'mib',
    'gib',
    'tib',
    'pib',
    'eib',
    'EIB',
    'kbb',
    'ib',
    'i',
    'x',
    'foo',
    'K\u0130',
    '\u212a',
    '\u212ab',
    'é',
    ' k',
    'k ',
    '"k"',
  ],
];

const amount = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.bigInt({ min: 0n, max: 10n ** 25n }),
    fc.nat(24),
    fc.constantFrom('', 'e-7', 'e12'),
  )
  .map(([sign, digits, point, exponent]) => {
    const text = digits.toString();
    return `${sign}${text.slice(0, -point || undefined)}.${point > 0 ? text.slice(-point) : '0'}${exponent}`;
  });

test('quantities of units', async () => {
  const spelled = product(AMOUNTS, UNITS).map(([number, unit]) => [`${number}${unit}`]);
  const random = fc.sample(fc.tuple(amount, fc.constantFrom('', 'm', 'K', 'Ki', 'E', 'Ei')), {
    seed: 1,
    numRuns: 1500,
  });
  // OPA takes its time for it.
  spelled.push(['1e-999999'], ['-1e-999999'], ['1e-999999k']);
  for (const builtin of ['units.parse', 'units.parse_bytes']) {
    assert.ok((await agree(builtin, [...spelled, ...product(ODD)])) > 700);
    assert.ok(
      (await agree(
        builtin,
        random.map(([number, unit]) => [number + unit]),
      )) > 1000,
    );
  }
});

test('quantities around what 64 bits tell apart', async () => {
  const near = Array.from({ length: 400 }, (_, i) => `${(1n << 64n) + BigInt(i * 37) - 5000n}.${i % 10}${i % 7}`);
  const scales = ['', 'e-3', 'e30', 'e-25', 'ki', 'e40k'];
  await agree(
    'units.parse_bytes',
    product(near, scales).map(([number, scale]) => [`${number}${scale}`]),
  );
});

test('ranges with a step', async () => {
  const numbers = [0, 1, 10, -3, 256, 2.5, '1', null];
  const texts = [
    '1.0',
    '1e1',
    '9223372036854775807',
    '9223372036854775810',
    '-9223372036854775809',
    '1e30',
    '0.5',
    '-0',
  ];
  await agree('numbers.range_step', product(numbers, numbers, [...numbers, 3, 1000]));
  const lists = texts.flatMap((from) => [`[${from},${from},1]`, `[${from},1e1,3]`, `[1,10,${from}]`]);
  await agree(
    'json.unmarshal',
    ['[9223372036854775806,9223372036854775812,2]', ...lists].filter(isShort).map((list) => [list]),
    STEPS,
  );
});

const STEPS = 'numbers.range_step(value[0], value[1], value[2])';

/** Whether a range has few numbers. */
function isShort(list: string): boolean {
  const [from = 0, to = 0, step = 1] = JSON.parse(list) as number[];
  return step <= 0 || Math.abs(from - to) / step < 1000;
}

test('random numbers that leave no choice', async () => {
  const bounds = [0, 1, -1, 1.5, '1', null, [1]];
  await agree('rand.intn', product(['a', '', 1, null], bounds));
  await agree(
    'json.unmarshal',
    [['1.0'], ['1e0'], ['-1.00'], ['1.00000000000000000'], ['1.000000000000000000'], ['0.0']],
    'rand.intn("a", value)',
  );
});

test('what is only for people', async () => {
  await agree('trace', product([...ODD, 'a note']));
  await agree('abs', [[1]], 'opa.runtime()');
});
