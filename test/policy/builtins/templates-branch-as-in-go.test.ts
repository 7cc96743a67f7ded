import { test } from 'node:test';
import { agreeOnTemplates, listed } from './templates.ts';

test('conditions and repetitions of every kind of value', async () => {
  const values = listed(String.raw`
    .text ¦ .empty ¦ .zero ¦ .number ¦ .yes ¦ .no ¦ .nothing ¦ .missing ¦ .none ¦ .nobody ¦ .list ¦ .object ¦ 0 ¦ 3 ¦ -1 ¦ 0.0
    ¦ 1.5 ¦ "" ¦ "a" ¦ (index "\x03" 0) ¦ true`);
  await agreeOnTemplates(
    values.flatMap((value) => [
      `{{if ${value}}}yes{{else}}no{{end}}`,
      `{{with ${value}}}{{.}}{{else}}{{.one}}{{end}}`,
      `{{if not ${value}}}a{{else if .one}}b{{else}}c{{end}}`,
      `{{with ${value}}}a{{else with .text}}{{.}}{{else}}c{{end}}`,
      `{{range ${value}}}[{{.}}]{{else}}none{{end}}`,
      `{{range $k, $v := ${value}}}[{{$k}}={{$v}}{{.}}]{{else}}none{{end}}`,
      `{{range $v := ${value}}}[{{$v}}]{{end}}`,
      `{{$k := 1}}{{$v := 2}}{{range $k, $v = ${value}}}{{end}}{{$k}} {{$v}}`,
      `{{$v := 2}}{{range $v = ${value}}}{{end}}{{$v}}`,
    ]),
    126,
  );
});

test('branches in one another, and variables in their scope', async () => {
  await agreeOnTemplates(
    listed(`
      {{range .list}}{{if eq (print .) "b"}}{{break}}{{end}}{{.}}{{end}} ¦ {{range .list}}{{continue}}{{.}}{{end}} ¦ {{break}}
      ¦ {{range .users}}{{range .roles}}{{.}},{{else}}-{{end}}{{.name}} {{end}} ¦ {{if .one}}{{continue}}{{end}} ¦ {{if .one}}
      ¦ {{range $i, $u := .users}}{{if $i}}, {{end}}{{$i}}:{{$u.name}}{{$.one}}{{end}} ¦ {{range .list}}{{$x := .}}{{$x}}{{end}}
      ¦ {{$x := 1}}{{if true}}{{$x = 2}}{{$y := 3}}{{end}}{{$x}} ¦ {{if true}}{{$y := 3}}{{end}}{{$y}} ¦ {{$x := 1}}{{$x := 2}}{{$x}}
      ¦ {{with $x := .one}}{{$x}}{{end}}{{$x}} ¦ {{if $x := .one}}{{$x}}{{else}}{{$x}}{{end}} ¦ {{with .text}}{{$.one}}{{.one}}{{end}}
      ¦ {{else}} ¦ {{end}} ¦ {{if}}{{end}} ¦ {{if .one}}{{else}}{{else}}{{end}} ¦ {{range $i, }}{{end}} ¦ {{range $i, $j}}{{end}}
      ¦ {{$j := .list}}{{range $i, $j}}{{.}}{{end}} ¦ {{range $i, $j, $k := .list}}{{end}} ¦ {{with $a, $b := .list}}{{end}}
      ¦ {{if .one}}a{{else with .one}}{{end}} ¦ {{if .one}}a{{else if .two}}{{end}}{{end}} ¦ {{range .list}}{{else if .x}}{{end}}
      ¦ {{if true}}a{{end }}b{{ end}} ¦ {{if true }}{{ else }}{{end}} ¦ {{if true}}a{{else if}}{{end}} ¦ {{break 1}}
      ¦ {{with $x := (($y := 1) | print)}}{{$x}}{{$y}}{{end}} ¦ {{($x := 2)}}{{$x}} ¦ {{range .users}}{{.age}} {{end}}
      ¦ {{range .list}}{{.k}}{{end}} ¦ {{range .users}}{{.name.first}}{{end}} ¦ {{range $i, $i := .list}}{{$i}}{{end}}
      ¦ {{range $i := .list}}{{range $i := 2}}{{$i}}{{end}}{{if $i}}{{continue}}{{end}}x{{end}} ¦ {{range .list}}{{range $.list}}{{break}}{{end}}y{{end}}
      ¦ {{range $k, $v := .object}}{{if eq $k "b"}}{{break}}{{end}}{{$v}}{{end}} ¦ {{range 2}}{{range .}}z{{else}}0{{end}}{{end}}`),
    18,
  );
});

test('templates of their own', async () => {
  await agreeOnTemplates(
    [
      '{{template `a` 1}}{{define "a"}}{{.}}{{end}}',
      '{{define "template"}}1{{end}} ',
      ...listed(`
        {{define "a"}}<{{.}}>{{end}}{{template "a" .one}}{{template "a"}} ¦ {{template "none"}} ¦ {{define "a"}}{{end}}
        ¦ {{template "a"}} ¦ {{define "a"}}{{$}}{{end}}{{template "a" .text}} ¦ {{$x := 1}}{{define "a"}}{{$x}}{{end}}{{template "a"}}
        ¦ {{define a}}{{end}} ¦ {{define "a"}}1{{end}}{{define "a"}}2{{end}}{{template "a"}} ¦ {{define "template"}}1{{end}}
        ¦ {{define "a"}} {{end}}{{define "a"}}2{{end}}{{template "a"}} ¦ {{define "a"}}1{{end}}{{define "a"}} {{end}}{{template "a"}}
        ¦ {{define "template"}}1{{end}}x ¦ {{define "template"}} {{end}}x ¦ {{block "b" .one}}[{{.}}]{{end}} ¦ {{block "b"}}x{{end}}
        ¦ {{range .list}}{{block "b" .}}{{break}}{{end}}{{end}} ¦ {{range .list}}{{block "b" .}}<{{.}}>{{end}}{{end}}{{template "b" 7}}
        ¦ {{if .one}}{{define "a"}}{{end}}{{end}} ¦ {{define "a"}}{{define "b"}}{{end}}{{end}} ¦ {{define "a"}}{{else}}{{end}}
        ¦ {{define "a"}} ¦ {{define "r"}}{{if .}}{{len .}}{{template "r" (slice . 1)}}{{end}}{{end}}{{template "r" .list}}
        ¦ {{template "a" 1 2}}{{define "a"}}{{.}}{{end}} ¦ {{template "a" .one | print}}{{define "a"}}{{.}}{{end}} ¦ {{template "a"
        ¦ {{template .one}} ¦ {{define "a"}}1{{end}}{{block "a" 1}}{{end}}{{template "a"}} ¦ {{define "a"}}{{/*c*/}}{{end}}{{define "a"}}3{{end}}{{template "a"}}`),
    ],
    15,
  );
});
