import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml } from '../../src/config/yaml.ts';
import type { GatewayError } from '../../src/errors.ts';

function complaint(text: string): string {
  try {
    parseYaml(text, 'regate.yaml');
  } catch (error) {
    return (error as GatewayError).message;
  }
  return 'accepted';
}

const bomb = Array.from({ length: 9 }, (_, level) => {
  const items = Array(9).fill(level === 0 ? 'x' : `*l${level - 1}`);
  return `l${level}: &l${level} [${items.join(', ')}]`;
}).join('\n');

const CASES = [
  ['a duplicate key', 'a: 1\nb: 2\na: 3', 'regate.yaml:3:1: the key `a` stands here a second time'],
  ['a tag of another schema', 'a: !!binary aGk=', 'regate.yaml:1:4: Unresolved tag: tag:yaml.org,2002:binary'],
  ['an own tag', 'a: !include x', 'regate.yaml:1:4: Unresolved tag: !include'],
  ['YAML 1.1', '%YAML 1.1\n---\na: yes', 'regate.yaml:1:1: only YAML 1.2 is understood'],
  ['a second document', 'a: 1\n---\nb: 2', 'regate.yaml:2:1: a second document begins here; there has to be one'],
  ['an alias to nothing', 'a: *x', 'regate.yaml:1:4: there is no anchor `x` before this alias'],
  ['an alias inside itself', 'a: &x [*x]', 'regate.yaml:1:8: the alias `x` stands inside what it refers to'],
  ['an alias bomb', bomb, 'regate.yaml:1:25: more than 200000 values, aliases expanded'],
  ['a key that is no text', '? [a]\n: b', 'regate.yaml:1:3: With stringKeys, all keys must be strings'],
  ['deep nesting', `${'['.repeat(70)}${']'.repeat(70)}`, 'regate.yaml:1:65: nested more than 64 levels deep'],
  ['a huge file', ' '.repeat(5_000_000), 'regate.yaml: larger than 4194304 bytes'],
] as const;

for (const [what, text, expected] of CASES) {
  test(`${what} is refused`, () => {
    assert.equal(complaint(text), expected);
  });
}

test('a key with a meaning in JavaScript is a key as any other', () => {
  const { value } = parseYaml('__proto__: {polluted: 1}\nconstructor: 2', 'regate.yaml');
  assert.deepEqual(Object.keys(value as object), ['__proto__', 'constructor']);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('very deep nesting is an error of the file, not of the program', () => {
  assert.match(complaint('['.repeat(100_000)), /^regate\.yaml:1:\d+: /);
});
