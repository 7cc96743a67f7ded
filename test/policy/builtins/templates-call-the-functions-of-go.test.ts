import { test } from 'node:test';
import { product } from './fixture.ts';
import { agreeOnTemplates, listed } from './templates.ts';

test('fields and pipelines', async () => {
  const actions = listed(`
    .missing ¦ .missing.deep ¦ .nothing ¦ .nothing.deep ¦ .text.x ¦ .list.x ¦ .zero.x ¦ .object.c ¦ .object.a ¦ .object.é.deep
    ¦ .object ¦ .list ¦ .nobody ¦ .none ¦ .users ¦ .number ¦ .large ¦ .yes ¦ .text | print ¦ .one | printf "%v-%v" 2
    ¦ .text | len ¦ "%d" | printf ¦ .a | .b ¦ .text | 1 ¦ 1 | .text ¦ .missing | printf "%v" ¦ .nothing | print ¦ print
    ¦ .missing 1 ¦ .missing.x 1 ¦ .one 1 ¦ 1 2 ¦ (.one) ¦ (.one | print) | len ¦ (.object).a ¦ (index .users 0).name
    ¦ (.users).name ¦ .one | ¦ | .one ¦ .one | | print ¦ .one || print ¦ .one, ¦ , ¦ .one print ¦ print .one ¦ print(.one)
    ¦ (print .one ¦ ) ¦ $x := 1 ¦ $x = 1 ¦ $x := .one | print ¦ $ ¦ $.text ¦ $x ¦ $x, $y := .list ¦ nil | print ¦ print nil
    ¦ nosuch .one ¦ true | print ¦ print | print ¦ printf ¦ len ¦ call ¦ call .one ¦ call nil ¦ call 1 2 ¦ .text | call ¦ break
    ¦ block ¦ toString .one ¦ .one : 1 ¦ .one := 1 ¦ ! .one ¦ print .one.two ¦ print .one .two ¦ (.).one ¦ (nil).x ¦ ($).one`);
  await agreeOnTemplates(
    actions.flatMap((action) => [`[{{${action}}}]`, `{{with ${action}}}[{{.}}]{{else}}none{{end}}`]),
    76,
  );
});

test('functions', async () => {
  const values = listed(`
    .text ¦ .empty ¦ .zero ¦ .one ¦ .number ¦ .yes ¦ .nothing ¦ .missing ¦ .list ¦ .none ¦ .object ¦ .nobody ¦ 0 ¦ 1 ¦ -1
    ¦ 1.5 ¦ "1" ¦ "abc" ¦ 'a' ¦ true ¦ nil ¦ (index "abc" 1) ¦ (len "abc")`);
  const binary = listed(
    'eq ¦ ne ¦ lt ¦ le ¦ gt ¦ ge ¦ and ¦ or ¦ index ¦ slice ¦ print ¦ println ¦ printf ¦ not ¦ len',
  );
  await agreeOnTemplates(
    [
      ...product([...binary, 'html', 'js', 'urlquery'], values).map(([name, a]) => `{{${name} ${a}}}`),
      ...product(binary, values, values).map(([name, a, b]) => `{{${name} ${a} ${b}}}`),
    ],
    3259,
  );
});

test('functions of more arguments', async () => {
  const actions = listed(String.raw`
    eq 1 2 1 ¦ eq 1 2 "a" ¦ eq 1 1 "a" ¦ and 1 0 2 ¦ or 0 "" 3 ¦ and .missing.x.y 1 ¦ or 1 .text.x ¦ and 0 .text.x
    ¦ index .list 4 1 ¦ index .object "é" "deep" 1 "y" ¦ index .list 6 ¦ index .list -1 ¦ index .text 0 0
    ¦ index .users 0 "name" ¦ slice .list 1 3 ¦ slice .list 1 2 3 ¦ slice .text 1 2 3 ¦ slice .text 6 9 ¦ slice .text 3 2
    ¦ slice .list 1 1 ¦ slice .large 2 ¦ html .list .text ¦ js .list .text 1 2 ¦ urlquery .list .text ¦ html ¦ js ¦ urlquery
    ¦ print 1 2 "a" 3 .one .one 4 ¦ println 1 2 "a" ¦ print .nothing 1 ¦ html .nothing 1 ¦ html "a" .missing ¦ js "\x00'"
    ¦ js "\u200b\U000e0001\x01\x7f=" ¦ html "\x00'" ¦ eq .missing .nothing ¦ eq .missing nil ¦ eq nil nil ¦ lt .one .zero
    ¦ eq .one "1" ¦ lt "é" "z" ¦ eq 'a' (index "a" 0) ¦ lt -1 (index "a" 0) ¦ gt (index "a" 0) -1 ¦ len .large
    ¦ .one | eq "1" ¦ 1 | slice .text ¦ "x" | and ¦ .missing | or ¦ slice .none 0 ¦ slice "" 0 0 0 ¦ slice .list 0 1 2 3
    ¦ eq .list .list ¦ eq .list .object ¦ eq .list .nothing ¦ eq .text .list ¦ ne .nothing .nothing ¦ ge 1.5 1.5 ¦ le .one`);
  await agreeOnTemplates(
    actions.map((action) => `{{${action}}}`),
    47,
  );
});

test('printf', async () => {
  const values = listed(`
    .text ¦ .one ¦ .number ¦ .yes ¦ .nothing ¦ .missing ¦ .list ¦ .object ¦ .none ¦ 1 ¦ 1.5 ¦ (index "abc" 1) ¦ true ¦ "s"`);
  const verbs = listed(
    'v ¦ #v ¦ +v ¦ s ¦ q ¦ d ¦ x ¦ #x ¦ X ¦ t ¦ f ¦ T ¦ 6.2v ¦ -8s ¦ 08d ¦ c ¦ U ¦ w ¦ e ¦ g ¦ b ¦ o ¦ #d',
  );
  await agreeOnTemplates(
    [
      ...product(verbs, values).map(([verb, value]) => `{{printf "[%${verb}]" ${value}}}`),
      ...listed(
        '{{printf "%d %s" 1}} ¦ {{printf "%d" 1 2 .list}} ¦ {{printf "%*d" 5 1}} ¦ {{printf "%[2]v %[1]v" .one "x"}}',
      ),
    ],
    326,
  );
});
