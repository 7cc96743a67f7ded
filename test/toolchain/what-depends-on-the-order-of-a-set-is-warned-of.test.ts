import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { warningsOf } from './warnings.ts';

const NAMES = 'names contains name if some name in input.subject.scopes\n\n';

/** Rules that stand in row 5, the place of the warning in it, and what it calls the collection. */
const WARNED: readonly (readonly [string, number, RegExp])[] = [
  ['x := [name | some name in names]', 6, /come from a set \(data\.p\.names\)/],
  ['x := {"reasons": [{"code": name} | some name in names]}', 18, /a set \(data\.p\.names\)/],
  ['x := y if { y := [name | some name in names][0] }', 18, /a set/],
  ['x := [name | all := names; some name in all]', 6, /a set \(data\.p\.names\)/],
  ['x := [name | some name in {"a", "b"}]', 6, /a set \(a collection\)/],
  ['x := [name | names[name]]', 6, /a set/],
  ['x := [value | some _, value in input.request.headers]', 6, /an object \(input\.request\.headers\)/],
  ['x := [role | some name in names; some role in input.subject.scopes; role != name]', 6, /a set/],
  ['f(y) := [[y, name] | some name in names]\nx := f(1)', 9, /a set/],
  ['x := 1 if input.request.path == "/"\nelse := array.concat([name | some name in names], [])', 22, /a set/],
  ['x := concat(",", names)', 6, /^concat makes a text of a set/],
  ['x := concat(",", {name | some name in input.subject.scopes})', 6, /^concat/],
  ['x := $`{concat(",", names)} and {concat(".", names)}`', 1, /^concat/],
  ['x := json.marshal({"names": [names]})', 6, /^json\.marshal makes a text of a set/],
];

/** Where the order is nothing, or is known. */
const SILENT: readonly string[] = [
  'x := sort([name | some name in names])',
  'x := count([name | some name in names])',
  'x if { all := [count(name) | some name in names]; sum(all) + max(all) > 3 }',
  'x if "admin" in [lower(name) | some name in names]',
  'x if { every name in [lower(name) | some name in names] { name != "root" } }',
  'x := {upper(name) | some name in [lower(name) | some name in names]}',
  'x := [name | some name in input.subject.scopes]',
  'x := [name | some name in input.subject.scopes; names[name]]',
  'x := [name | some name in input.subject.scopes; some other in names; startswith(name, other)]',
  'x := [name | some name in sort(names)]',
  'x if { some name in input.subject.claims; same := name; some part in same; part != name }',
  'x := [name | some name in data.names]',
  'x := {name: true | some name in names}',
  'x := names',
  'x := concat(",", sort(names))',
  'x := json.marshal({"names": sort(names)})',
  'f(items) := [item | some item in items]\nx := f([1])',
];

suite('warned of', () => {
  for (const [rule, col, says] of WARNED) {
    test(rule, async () => {
      const [warning = '', ...others] = await warningsOf(NAMES + rule);
      const [place, code, ...message] = warning.split(' ');
      assert.deepEqual([place?.split(':')[1], code, others], [String(col), 'order_of_set', []]);
      assert.match(message.join(' '), says);
    });
  }
});

suite('not warned of', () => {
  for (const rule of SILENT) test(rule, async () => assert.deepEqual(await warningsOf(NAMES + rule), []));
});
