import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { find, table } from './routes.ts';

const ROUTES = [
  'GET * /**',
  'GET * /a',
  'GET * /a/**',
  'GET * /a/*',
  'GET * /a/b',
  'GET * /a/*/c',
  'GET * /a/b/**',
  'GET * /a/{x}/{y}/d',
  'GET * /a/b/*/e',
];

const CASES: Readonly<Record<string, string>> = {
  '/': 'GET * /**',
  '/x': 'GET * /**',
  '/A': 'GET * /**',
  '/a': 'GET * /a',
  '/a/': 'GET * /a',
  '/a/x': 'GET * /a/*',
  '/a/b': 'GET * /a/b',
  '/%61/%62': 'GET * /a/b',
  '/a/x/y': 'GET * /a/**',
  '/a/x/c': 'GET * /a/*/c',
  '/a/b/c': 'GET * /a/b/**',
  '/a/b/c/d': 'GET * /a/b/**',
  '/a/x/c/d': 'GET * /a/{x}/{y}/d',
  '/a/b/c/e': 'GET * /a/b/*/e',
  '/a/x/c/e': 'GET * /a/**',
};

test('a literal goes before one segment, one segment before the rest, from the left, whatever the order of the routes', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ROUTES, { minLength: ROUTES.length }), (shuffled) => {
      const routes = table(...shuffled);
      for (const [path, id] of Object.entries(CASES)) assert.equal(find(routes, `GET h ${path}`).id, id, path);
    }),
    { numRuns: 50 },
  );
});

test('the rest may be empty', () => {
  assert.equal(find(table('GET * /api/**'), 'GET h /api').id, 'GET * /api/**');
  assert.equal(find(table('GET * /**'), 'GET h /').id, 'GET * /**');
  assert.throws(() => find(table('GET * /api/**'), 'GET h /apix'), { code: 'route_not_found' });
  assert.throws(() => find(table('GET * /api/*'), 'GET h /api'), { code: 'route_not_found' });
});

test('many look-alikes are searched in no time', () => {
  const texts = Array.from({ length: 200 }, (_, i) => `GET * /{p}/x/${i}/y`);
  const deep = `GET * /${Array.from({ length: 60 }, (_, i) => `{d${i}}`).join('/')}`;
  const routes = table(...texts, deep);
  const path = `/${Array(60).fill('x').join('/')}`;
  const start = process.hrtime.bigint();
  for (let i = 0; i < 1000; i++) find(routes, `GET h ${path}`);
  assert.ok(process.hrtime.bigint() - start < 1_000_000_000n);
});
