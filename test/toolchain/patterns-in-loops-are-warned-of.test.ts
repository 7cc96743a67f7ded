import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { warningsOf } from './warnings.ts';

/** Rules that stand in row 3, the place of the warning, and what it says. */
const WARNED: readonly (readonly [string, string, RegExp])[] = [
  [
    'x if { some g in data.globs; glob.match(g, ["/"], input.request.path) }',
    '3:30',
    /^glob\.match matches another pattern for each item of data\.globs/,
  ],
  ['x if regex.match(data.patterns[_], input.request.path)', '3:6', /another pattern for each item of data\.patterns/],
  [
    'x if { some role in input.subject.scopes; some g in data.roles[role].globs; glob.match(g, [], input.request.path) }',
    '3:77',
    /each item of data\.roles\[role\]\.globs/,
  ],
  [
    'x if { some name, _ in input.request.headers; regex.match("^x-", name) }',
    '3:47',
    /^regex\.match matches a pattern for each item of input\.request\.headers/,
  ],
  ['x if { every s in input.request.segments { regex.match("^[a-z]+$", s) } }', '3:44', /input\.request\.segments/],
  ['x := {s | some s in split(input.request.path, "/"); regex.match("^v", s)}', '3:53', /each item of a collection/],
  [
    'x if { some g in data.globs; fits(g) }\nfits(g) if glob.match(g, [], input.request.path)',
    '3:30',
    /^fits matches a pattern for each item of data\.globs/,
  ],
  ['f(gs) if { some g in gs; glob.match(g, [], input.request.path) }\nx if f(data.globs)', '3:26', /each item of gs/],
  [
    'x if { some g in data.globs; p := concat("", ["^", g]); regex.match(p, input.request.path) }',
    '3:57',
    /data\.globs/,
  ],
];

const SILENT: readonly string[] = [
  'x if regex.match("^/api/", input.request.path)',
  'x if glob.match(data.globs[input.route.id], ["/"], input.request.path)',
  'x if { some g in ["/a/*", "/b/*"]; glob.match(g, ["/"], input.request.path) }',
  'globs := {"/a/*", "/b/*"}\n\nx if { some g in globs; glob.match(g, ["/"], input.request.path) }',
  'x if { some prefix in data.prefixes; startswith(input.request.path, prefix) }',
  'x if { some role in input.subject.scopes; role == "admin"; regex.match("^/api/", input.request.path) }',
];

suite('warned of', () => {
  for (const [rule, at, says] of WARNED) {
    test(rule, async () => {
      const [warning = '', ...others] = await warningsOf(rule);
      const [place, code, ...message] = warning.split(' ');
      assert.deepEqual([place, code, others], [at, 'pattern_in_loop', []]);
      assert.match(message.join(' '), says);
    });
  }
});

suite('not warned of', () => {
  for (const rule of SILENT) test(rule, async () => assert.deepEqual(await warningsOf(rule), []));
});
