// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the configuration, not of JavaScript
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, load, MINIMAL } from './fixture.ts';

async function label(t: Parameters<typeof load>[0], value: string, env: Record<string, string>) {
  const text = MINIMAL.replace('upstream: items', () => `upstream: items, labels: {x: '${value}'}`);
  return (await load(t, text, {}, env)).routes[0]?.labels.x;
}

test('a variable stands for its value, anywhere in a string', async (t) => {
  assert.equal(await label(t, 'a-${ONE}-${TWO}', { ONE: '1', TWO: '2' }), 'a-1-2');
});

test('a value is never read as YAML or as another variable', async (t) => {
  assert.equal(await label(t, '${ONE}', { ONE: 'x", "y": "${TWO}', TWO: '2' }), 'x", "y": "${TWO}');
  assert.equal(await label(t, '${ONE}', { ONE: '8080' }), '8080');
});

test('a doubled dollar sign stands for a plain one before a brace', async (t) => {
  assert.equal(await label(t, '$${ONE} $ONE $$ $', { ONE: '1' }), '${ONE} $ONE $$ $');
});

test('a missing or empty variable and a malformed one are found', async (t) => {
  const text = MINIMAL.replace(
    'upstream: items',
    'upstream: "${MISSING}", labels: {x: "${EMPTY}", y: "${A:-b}", z: "${A"}',
  );
  assert.deepEqual(await complaints(t, text, {}, { EMPTY: '', A: '1' }), [
    '4:72: routes[0].upstream: the environment variable `MISSING` is not set or is empty',
    '4:98: routes[0].labels.x: the environment variable `EMPTY` is not set or is empty',
    '4:113: routes[0].labels.y: `${A:-b}` is not the form of a variable, which is `${NAME}`; write `$${` for a plain `${`',
    '4:127: routes[0].labels.z: `${A` is not the form of a variable, which is `${NAME}`; write `$${` for a plain `${`',
  ]);
});

test('a message about a value does not repeat what came from the environment', async (t) => {
  const text = MINIMAL.replace('upstream: items', 'upstream: items, timeout: "${SECRET}"');
  assert.deepEqual(await complaints(t, text, {}, { SECRET: 'hunter2' }), [
    '4:88: routes[0].timeout: `${SECRET}` is not a duration above zero such as 200ms, 15s, 2m or 1h',
  ]);
});
