import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RouteTable } from '../../../src/request/match.ts';
import { find, route, table } from './routes.ts';

test('parameters are decoded segments', () => {
  const routes = table('GET * /users/{user}/orders/{order}/**');
  assert.deepEqual(find(routes, 'GET h /users/J%C3%BCrgen%20X/orders/7/lines/1').params, {
    user: 'Jürgen X',
    order: '7',
  });
});

test('each route has its own names', () => {
  const routes = table('GET * /users/{a}', 'POST * /users/{b}');
  assert.deepEqual(find(routes, 'GET h /users/1').params, { a: '1' });
  assert.deepEqual(find(routes, 'POST h /users/1').params, { b: '1' });
});

test('no name reaches a prototype', () => {
  const { params } = table('GET * /{__proto__}').match({
    method: 'GET',
    host: 'h',
    path: '/x',
    segments: ['x'],
    encodedSlash: false,
  });
  assert.equal(Object.getPrototypeOf(params), null);
  assert.deepEqual(Object.keys(params), ['__proto__']);
});

test('an encoded slash is for routes that ask for it', () => {
  const routes = new RouteTable([route('GET * /closed/*'), route('GET * /open/{name}', { encodedSlashes: true })]);
  assert.deepEqual(find(routes, 'GET h /open/a%2Fb').params, { name: 'a/b' });
  assert.throws(() => find(routes, 'GET h /closed/a%2Fb'), { code: 'bad_target' });
});
