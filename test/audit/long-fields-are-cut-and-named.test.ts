import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, exchange, faults, line, reading } from './fixture.ts';

const MEGABYTE = 'x'.repeat(1024 * 1024);
const LARGEST_LINE = 100_000;

test('fields that a client chooses', () => {
  const facts = exchange({ path: `/${MEGABYTE}`, host: MEGABYTE, error: { code: 'bad_target', message: MEGABYTE } });
  const found = event(facts);
  assert.deepEqual(faults(found), []);
  assert.deepEqual(found.truncated?.toSorted(), ['/error/message', '/http/host', '/http/path']);
  assert.ok(line(facts).length < LARGEST_LINE);
  assert.ok(found.http.path.startsWith('/xxx'));
});

test('a long string in an input is cut, the rest is kept', () => {
  const found = event(reading({ request: { method: 'GET', headers: { 'user-agent': 'u'.repeat(50_000) } } }));
  assert.deepEqual(found.truncated, ['/input/request/headers/user-agent']);
  const { request } = found.input as { request: { method: string; headers: Record<string, string> } };
  assert.equal(request.method, 'GET');
  assert.equal(request.headers['user-agent'], 'u'.repeat(2048));
});

test('an input that stays too long is left out', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`name-${i}`, 'value']));
  const found = event(reading({ request: { body: { json: many } } }));
  assert.equal(found.input, undefined);
  assert.deepEqual(found.truncated, ['/input']);
});

test('a huge input is not even looked through', () => {
  const facts = reading({ request: { body: { json: MEGABYTE } } });
  const began = performance.now();
  for (let i = 0; i < 100; i++) assert.ok(line(facts).length < LARGEST_LINE);
  assert.ok(performance.now() - began < 100);
});

test('a decision', () => {
  const found = event(
    exchange({ result: Object.freeze({ allow: false, reasons: [{ code: 'c', message: MEGABYTE }] }) }),
  );
  assert.deepEqual(found.truncated, ['/result/reasons/0/message']);
});
