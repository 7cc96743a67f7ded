import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policy } from '../fixture.ts';
import { agree, set } from './fixture.ts';

/** Prints argument lists by formats. Both go as JSON, so that numbers keep their spelling. */
function agreeOn(formats: readonly string[], lists: readonly string[]): Promise<number> {
  const calls = lists.map((args) => [`{"formats":${JSON.stringify(formats)},"args":${args}}`]);
  return agree('json.unmarshal', calls, '{format: sprintf(format, value.args) | some format in value.formats}');
}

/** Of these, `%p` and `%w` print addresses or parts of memory in Go; there is no answer to them. */
const BIG = ['9223372036854775808', '-9223372036854775809', '123456789123456789123456789', '-1000000000000000000000'];

const VERBS = [...'sdvqxXfFgGeEtcboOUTpwzZ%!'];
const FLAGS = ['', '+', '-', '#', ' ', '0', '+#', '-0', '# ', '+0', '#+ 0', '#+-'];
const SIZES = ['', '1', '6', '20', '.', '.0', '.1', '.3', '.20', '6.2', '12.7', '1.40'];
const TEXTS = [
  '',
  'a',
  'héllo wörld',
  'a"b\\c`\n\t\u0007\u0000\u007f\u200b\u{1f600}\u{e0001}\ufeff\ufffd',
  '42',
  '日本',
];
const VALUES = [
  ...TEXTS.map((text) => JSON.stringify(text)),
  ...['0', '1', '-1', '65', '255', '-255', '8364', '55296', '128512', '1114112', '2147483648', '-0'],
  ...['9223372036854775807', '-9223372036854775808'],
  ...['0.0', '-0.0', '1.0', '0.1', '-2.5', '0.5', '1e2', '1E6', '1e20', '1e21', '123456789.0', '1e-5', '0.0001'],
  ...['5e-324', '1.7976931348623157e308', '1e400', '1e-400', '100000000000000000000000.5', '3.14159265358979'],
  ...[
    '1000000.0',
    '0.000001234',
    '2.5e-7',
    '999999.5',
    '0.99999',
    '9.995',
    '1.005',
    '2.225e-308',
    '4503599627370497.5',
  ],
  ...['null', 'true', 'false', '[]', '{}', '[1,"a\\"",null]', '{"b":1,"a":[[2],1e5]}', '{"":""}'],
];

describe('sprintf', () => {
  it('prints every kind of value by every verb', async () => {
    const formats = VERBS.flatMap((verb) => FLAGS.map((flag) => `[%${flag}${verb}]`));
    const lists = VALUES.map((value) => `[${value}]`);
    assert.equal(await agreeOn(formats, lists), lists.length);
    const printable = formats.filter((format) => !/[pw]/.test(format));
    const big = BIG.map((value) => `[${value}]`);
    assert.equal(await agreeOn(printable, big), big.length);
  });

  it('keeps width and precision', async () => {
    const sized = SIZES.flatMap((size) => [...'sdvqxXfgeEbcoOUt'].map((verb) => size + verb));
    const formats = ['%', '%0', '%-', '%#', '%+', '% '].flatMap((start) => sized.map((end) => start + end));
    const lists = [...VALUES, ...BIG].map((value) => `[${value}]`);
    assert.equal(await agreeOn(formats, lists), lists.length);
  });

  it('says what does not fit', async () => {
    const formats = [
      ...[
        '',
        'x',
        '%',
        'x%',
        '%%',
        '%5%',
        '%-',
        '%.',
        '%.%',
        '%5.',
        '%0',
        '%d',
        '%d %d',
        '%s%%%s%%',
        '%é',
        '%\u{1f600}',
      ],
      ...['%[1]d', '%[2]d', '%[3]d', '%[0]d', '%[-1]d', '%[x]d', '%[]d', '%[', '%[1', '%[1]', '%[]', '%[é', '%[2]'],
      ...['%[2]d %[1]d', '%[1]d %d', '%[2]*[1]d', '%[1]*.[2]*[3]f', '%[3]*.[2]*[1]f', '%[1]5d', '%[1].2d', '%[1].[2]d'],
      ...['%[1]d%[1]x%[1]v', '%.[2]d', '%.[1]*d', '%.*d', '%*d', '%-*d', '%0*d', '%*.*f', '%*', '%*%', '%**d', '%[1]*'],
      ...['%99999999999d', '%.99999999999d', '%[99999999999]d', '%.1000000000x%d', '%!', '%!d', '%[1]%'],
      ...[
        '%v %v %v %v',
        '%T %T',
        '%#v %+v %#+v',
        '%-+# 010.5v|',
        '%5.1q|',
        '%\n',
        '%1$d',
        '%ld',
        '%ll',
        '%i',
        '%[1]d%d',
      ],
    ];
    const lists = [
      ...[
        '[]',
        '[1]',
        '[1,2]',
        '[2,10,3]',
        '["a"]',
        '["a","b","c"]',
        '[null]',
        '[[1],{"a":1},"x"]',
        '[-5,3]',
        '[1.5,"x"]',
      ],
      ...['[5.0,1]', '[1000001,1]', '[-1000001,1]', '[1,-1]', '[-3,-3,-3]', '[true,1,false]', '[12,7,3.25]'],
      ...['[123456789123456789123,1]', '[1,123456789123456789123,"x",1.5,null]'],
    ];
    assert.equal(await agreeOn(formats, lists), lists.length);
  });

  it('prints sets and keys of any type in their order', async () => {
    const values = [set(), set(2, 1, 'a', null), [set(set())], { a: set(1.5) }, set({ b: 1, a: 2 }, { a: 3 })];
    const calls = ['%s', '%v', '%d', '%q', '%40v|', '%.3s', '%x'].flatMap((format) => values.map((v) => [format, [v]]));
    assert.equal(await agree('sprintf', calls), calls.length);
    const keyed =
      '[sprintf(format, [{value: value, [1]: 2, "x": {}, null: {"s"}}]) | some format in ["%s", "%v", "%q"]]';
    await agree('abs', [[1], [-1.5]], keyed);
  });

  it('is undefined where Go would print an address', async () => {
    const { evaluate } = await policy(
      'decision := [format | some format in input.formats; sprintf(format, [input.big])]',
    );
    const big = JSON.rawJSON(BIG[0] as string);
    assert.deepEqual(evaluate({ formats: ['%d', '%p', '%w', '%+p', '%v'], big }).value, ['%d', '%v']);
  });

  it('needs a string and a list', async () => {
    const odd = [null, true, 0, '', 'x', {}, set(), set('a')];
    await agree(
      'sprintf',
      odd.flatMap((format) => [...odd, []].map((args) => [format, args])),
    );
  });

  it('prints what is printable in the Unicode of Go', async () => {
    const codes = Array.from({ length: 0x3000 }, (_, i) => i * 19 + (i % 7)).filter((c) => c < 0xd800 || c > 0xdfff);
    const blocks = [0x88f, 0x1c89, 0xa7cb, 0x105c0, 0x13460, 0x18cff, 0x1cc00, 0x1fac6, 0x323b0, 0x2ebf0, 0x2ebef];
    const defined = await agree(
      'sprintf',
      [...codes, ...blocks].map((code) => ['%q %#U %+q', [code, code, code]]),
    );
    assert.equal(defined, codes.length + blocks.length);
  });

  it('takes bytes that are no UTF-8 for what they are', async () => {
    const formats = ['%s', '%q', '%+q', '%#q', '%x', '% X', '%5s', '%-5s|', '%.1s', '%.2q', '%v', '%d', '%.1x', '%T'];
    const printed = `[hex.encode(sprintf(format, [value])) | some format in ${JSON.stringify(formats)}]`;
    const pieces = ['ff', 'c3a9', 'c3', '61ff62', 'eda080', 'f09f9880', 'f09f98', '00', 'efbfbd'].map((hex) => [hex]);
    await agree('hex.decode', pieces, printed);
    await agree('hex.decode', pieces, 'hex.encode(sprintf(concat("", ["x%5", value, "d"]), [1, [value]]))');
  });
});
