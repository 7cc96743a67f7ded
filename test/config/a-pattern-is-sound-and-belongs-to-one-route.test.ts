import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const HEAD = `
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: {endpoints: ["http://127.0.0.1:9101"]}}
routes:
`;

function route(id: string, match: string): string {
  return `  - {id: ${id}, authenticate: [], upstream: up, match: {${match}}}\n`;
}

for (const pattern of ['/a/**/b', '/a//b', '/a/', '/../a', '/a*b', '/{x}/{x}', '/a%zz', '/{a b}', 'a']) {
  test(`${pattern} is no pattern`, async (t) => {
    const found = await complaints(t, HEAD + route('r', `path: "${pattern}"`));
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^5:59: routes\[0\]\.match\.path: .* path pattern/);
  });
}

test('a pattern, a method and a host belong to one route', async (t) => {
  const text =
    HEAD +
    route('a', 'path: "/items/{id}", methods: [GET, PUT], hosts: [a.example, b.example]') +
    route('b', 'path: "/items/*", methods: [PUT], hosts: [b.example]');
  assert.deepEqual(await complaints(t, text), [
    '6:59: routes[1].match.path: routes[0] serves the same path, host and method',
  ]);
});

test('routes that differ in method, host or path are no conflict', async (t) => {
  const text =
    HEAD +
    route('a', 'path: "/items/{id}", methods: [GET], hosts: [a.example]') +
    route('b', 'path: "/items/{id}", methods: [HEAD], hosts: [a.example]') +
    route('c', 'path: "/items/{id}", methods: [GET], hosts: [b.example]') +
    route('d', 'path: "/items/**", methods: [GET], hosts: [a.example]') +
    route('e', 'path: "/items/new", methods: [GET], hosts: [a.example]');
  assert.deepEqual(await complaints(t, text), []);
});
