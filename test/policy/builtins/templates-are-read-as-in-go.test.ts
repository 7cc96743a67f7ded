import { test } from 'node:test';
import { agree, ODD, product, set } from './fixture.ts';
import { agreeOnTemplates, listed } from './templates.ts';

test('text, space and comments', async () => {
  const lines = [
    '\n{{- ""}}\n',
    '{{.one\n}}',
    '{{\n.one}}',
    '{{.one\t|\tprint}}',
    'a\t\r\n {{- .one}}',
    'a{{.one -}} b ',
  ];
  const raw = ['{{`}}`}}', '{{`a\n`}}', '{{"a\n"}}', '{{`a\\tb\r\n`}}', '\ufeff', '{{"a}}"}}', ' ', ''];
  await agreeOnTemplates(
    [
      ...lines,
      ...raw,
      ...listed(String.raw`
        x ¦ { ¦ {{ ¦ {{}} ¦ {{ }} ¦ }} ¦ {{{.one}}} ¦ a {{- .one -}} b ¦ a {{-  .one  -}}  b ¦ a{{-.one}} ¦ a {{- .one}}b
        ¦ a{{.one-}} b ¦ a{{.one- }} ¦ {{- 3 -}} ¦ {{-3}} ¦ {{- -3 -}} ¦ {{/* c */}} ¦ a {{- /* c */ -}} b ¦ {{ /* c */}}
        ¦ {{/* c */ }} ¦ {{/* c ¦ {{/* c *}} ¦ {{/* a */ -}}  b ¦ a{{/*c*/}}b{{/*}}*/}} ¦ {{- /*c*/}}x ¦ {{.one} ¦ {{.one
        ¦ {{ - 1}} ¦ {{é}} ¦ {{"\x"}}`),
    ],
    27,
  );
});

test('constants', async () => {
  const constants = [
    ...['`a\tb`', "'\\'", '"\\"', '"\\\'"'],
    ...listed(String.raw`
      1 ¦ -1 ¦ +1 ¦ 007 ¦ 08 ¦ 0x1F ¦ 0X1f ¦ 0b101 ¦ 0o17 ¦ 0O17 ¦ 1_000 ¦ 1__0 ¦ _1 ¦ 1_ ¦ 0_x1 ¦ 0x_1 ¦ 0_7 ¦ 1.5 ¦ .5 ¦ 5.
      ¦ 1e3 ¦ 1E3 ¦ 1e-7 ¦ 1e999 ¦ 1e21 ¦ 1_0.5 ¦ 1._5 ¦ 1_.5 ¦ 1e1_0 ¦ 1.0 ¦ -0 ¦ -0.0 ¦ 1e ¦ . ¦ 9223372036854775807
      ¦ 9223372036854775808 ¦ 18446744073709551615 ¦ 18446744073709551616 ¦ -9223372036854775808 ¦ -9223372036854775809
      ¦ 1a ¦ 1-2 ¦ 1+2 ¦ 0xg ¦ 0b2 ¦ 0x ¦ 'a' ¦ '\n' ¦ '\'' ¦ '\"' ¦ '\x41' ¦ '\u00e9' ¦ 'ab' ¦ '' ¦ 'é' ¦ '\101' ¦ '\xff' ¦ '
      ¦ "a\tb" ¦ "\u00e9\U0001f600" ¦ "\ud800" ¦ "\x41\101" ¦ "\400" ¦ "\8" ¦ "\q" ¦ "\xc3\xa9" ¦ "\u12" ¦ "\U00110000"
      ¦ true ¦ false ¦ nil ¦ truex ¦ true.x ¦ "a".x ¦ 1.x ¦ (1).x ¦ $ ¦ $x ¦ $.one ¦ $.object.a ¦ .. ¦ . . ¦ .one.`),
  ];
  await agreeOnTemplates(
    constants.flatMap((constant) => [
      `{{${constant}}}`,
      `{{if false}}{{${constant}}}{{end}}`,
      `{{printf "%T %v" ${constant}}}`,
    ]),
    142,
  );
});

test('data', async () => {
  const template = '{{.x}}{{range $k, $v := .}}{{$k}}={{$v}};{{end}}';
  const texts = [
    '\0',
    '\x07',
    '\b\f\n\r\t',
    '\v',
    '\x7f',
    '\u200b',
    '\u{1f600}',
    '\u{e0001}',
    '\ufffd',
    '"\\',
    '\\a',
    '\\u0041',
  ];
  const data = [set(), set(1), [set('a')], 'a<no value>b', '{{.x}}', { 'a b': 1, '': null }];
  await agree('strings.render_template', [
    ...texts.flatMap((text) => [
      [template, { x: text }],
      [template, { [text]: 1 }],
      [`{{"${text}"}}`, {}],
      [text, {}],
    ]),
    ...data.map((x) => [template, { x }]),
    ['<no value>{{"<no value>"}}{{.y}}', {}],
  ]);
  await agree('strings.render_template', product([...ODD, '', 'x'], [...ODD, { x: 1 }]));
  const keyed = '{1: 2}, {"a": {true: 1}}, {null: 1}, {"a": 1.50}, {"a": 1e5}, {"a": {"b": -0.0}}';
  await agree('abs', [[1]], `[strings.render_template("{{.}}", x) | some x in [${keyed}]]`);
});

test('bytes that are no UTF-8', async () => {
  const templates = listed(String.raw`
    {{"\xff"}} ¦ {{"\xc3" | printf "%s\xa9"}} ¦ {{js "\xff\xc3"}} ¦ {{len "\xff\xff"}} ¦ {{slice "é" 0 1}} ¦ {{slice "é" 1}}
    ¦ {{html "\xff<"}} ¦ {{lt "\xff" "é"}} ¦ {{urlquery "\xff"}}`);
  await agree('abs', [[1]], `[hex.encode(strings.render_template(t, {})) | some t in ${JSON.stringify(templates)}]`);
});
