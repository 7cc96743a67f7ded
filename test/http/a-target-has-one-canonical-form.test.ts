import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/errors.ts';
import { parseTarget, type Target } from '../../src/http/target.ts';

const OPTIONS = { maxBytes: 200, encodedSlashes: true };

function parse(raw: string): Target | undefined {
  try {
    return parseTarget(raw, OPTIONS);
  } catch (error) {
    assert.ok(error instanceof GatewayError, `${error}`);
    assert.equal(error.code, 'bad_target');
    return undefined;
  }
}

const pieces = fc.constantFrom(
  '/',
  '.',
  '..',
  '%2E',
  '%2e',
  '%2f',
  '%5C',
  '%61',
  'a',
  '%C3%A9',
  '%e2%82%ac',
  '%25',
  '%3F',
  '?',
  '&',
  ';',
  '%',
  '\xe9',
  '*',
  '~',
  '%7e',
);
const targets = fc.array(pieces, { maxLength: 14 }).map((parts) => `/${parts.join('')}`);

test('the form of a form is itself', () => {
  fc.assert(
    fc.property(targets, (raw) => {
      const target = parse(raw);
      if (!target) return;
      const again = parse(target.query === '' ? target.path : `${target.path}?${target.query}`);
      assert.deepEqual(again, target);
    }),
    { numRuns: 5000 },
  );
});

test('a path has one form, however its letters are escaped', () => {
  const spelled = fc.stringMatching(/^[a-z0-9._~-]{1,8}$/).filter((text) => !/^\.{1,2}$/.test(text));
  const escaped = (text: string, at: readonly boolean[]) =>
    [...text]
      .map((character, i) => (at[i % at.length] ? `%${character.charCodeAt(0).toString(16)}` : character))
      .join('');
  fc.assert(
    fc.property(spelled, fc.array(fc.boolean(), { minLength: 1 }), (text, at) => {
      assert.equal(parse(`/${escaped(text, at)}`)?.path, `/${text}`);
    }),
  );
});

test('segments are decoded; a trailing slash adds none', () => {
  assert.deepEqual(parse('/a%20b/%C3%A9/%25/')?.segments, ['a b', 'é', '%']);
  assert.deepEqual(parse('/')?.segments, []);
  assert.deepEqual(parse('/a/')?.segments, parse('/a')?.segments);
  assert.equal(parse('/a/')?.path, '/a/');
});

test('an encoded slash stays encoded in the path and is known', () => {
  assert.deepEqual(parse('/a%2fb/c%5cd'), {
    path: '/a%2Fb/c%5Cd',
    query: '',
    segments: ['a/b', 'c\\d'],
    encodedSlash: true,
  });
  assert.equal(parse('/a%252fb')?.encodedSlash, false);
  assert.equal(parse('/a?b=%2f')?.encodedSlash, false);
});

test('a target that is too long is told apart', () => {
  assert.throws(() => parseTarget(`/${'a'.repeat(200)}`, OPTIONS), { code: 'target_too_long' });
});
