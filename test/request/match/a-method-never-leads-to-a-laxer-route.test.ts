import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, table } from './routes.ts';

test('the path decides first; a method that it does not allow is refused there', () => {
  const routes = table('GET,PUT * /items/special', 'GET,POST,DELETE * /items/{id}', 'DELETE * /**');
  assert.equal(find(routes, 'DELETE h /items/1').id, 'GET,POST,DELETE * /items/{id}');
  assert.throws(() => find(routes, 'DELETE h /items/special'), {
    code: 'method_not_allowed',
    headers: { allow: 'GET, HEAD, PUT' },
  });
});

test('routes with one pattern share its methods', () => {
  const routes = table('GET * /items/{a}', 'POST,PATCH * /items/*');
  assert.equal(find(routes, 'POST h /items/1').id, 'POST,PATCH * /items/*');
  assert.throws(() => find(routes, 'PUT h /items/1'), { headers: { allow: 'GET, HEAD, PATCH, POST' } });
});

test('a route for GET serves HEAD, unless HEAD has its own', () => {
  assert.equal(find(table('GET * /a'), 'HEAD h /a').id, 'GET * /a');
  for (const texts of [
    ['GET * /a', 'HEAD * /a'],
    ['HEAD * /a', 'GET * /a'],
  ]) {
    assert.equal(find(table(...texts), 'HEAD h /a').id, 'HEAD * /a');
    assert.equal(find(table(...texts), 'GET h /a').id, 'GET * /a');
  }
  assert.throws(() => find(table('POST * /a'), 'HEAD h /a'), { code: 'method_not_allowed' });
});

test('OPTIONS about the whole server belongs to no route', () => {
  assert.throws(() => find(table('OPTIONS * /**'), 'OPTIONS h *'), { code: 'route_not_found' });
});
