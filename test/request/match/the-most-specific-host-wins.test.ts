import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, table } from './routes.ts';

const ROUTES = table(
  'GET * /**',
  'GET * /health',
  'GET api.example.com /items',
  'GET *.example.com /items',
  'GET *.eu.example.com /items',
  'GET [::1] /items',
);

test('an exact name goes before the longest suffix, a suffix before any host', () => {
  assert.equal(find(ROUTES, 'GET api.example.com /items').id, 'GET api.example.com /items');
  assert.equal(find(ROUTES, 'GET www.example.com /items').id, 'GET *.example.com /items');
  assert.equal(find(ROUTES, 'GET a.b.example.com /items').id, 'GET *.example.com /items');
  assert.equal(find(ROUTES, 'GET a.eu.example.com /items').id, 'GET *.eu.example.com /items');
  assert.equal(find(ROUTES, 'GET example.com /items').id, 'GET * /**');
  assert.equal(find(ROUTES, 'GET notexample.com /items').id, 'GET * /**');
  assert.equal(find(ROUTES, 'GET [::1] /items').id, 'GET [::1] /items');
});

test('a host whose routes know no such path leaves it to the next pattern', () => {
  assert.equal(find(ROUTES, 'GET api.example.com /health').id, 'GET * /health');
});

test('a host whose routes know the path decides about the method', () => {
  assert.throws(() => find(table('GET a /x', 'GET,POST * /x'), 'POST a /x'), { code: 'method_not_allowed' });
});

test('one route may serve several hosts', () => {
  const routes = table('GET a,b /x');
  assert.equal(find(routes, 'GET a /x').id, find(routes, 'GET b /x').id);
  assert.throws(() => find(routes, 'GET c /x'), { code: 'route_not_found' });
});
