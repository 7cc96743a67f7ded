import assert from 'node:assert/strict';
import { test } from 'node:test';
import { responseHeaders } from '../../src/http/headers.ts';

const NONE = { edits: { set: [], remove: [] }, extra: [] };

test('the fields of the upstream’s connection end at the gateway', () => {
  const received = {
    'content-type': 'text/plain',
    connection: 'keep-alive, X-Internal',
    'keep-alive': 'timeout=5',
    'transfer-encoding': 'chunked',
    trailer: 'x',
    upgrade: 'h2c',
    'proxy-authenticate': 'Basic',
    'x-internal': 'secret',
    'set-cookie': ['a=1', 'b=2'],
  };
  assert.deepEqual(responseHeaders(received, NONE), [
    'content-type',
    'text/plain',
    'set-cookie',
    'a=1',
    'set-cookie',
    'b=2',
    'via',
    '1.1 regate',
  ]);
});

test('a connection cannot take the length of the body away', () => {
  const received = { connection: 'content-length', 'content-length': '5' };
  assert.deepEqual(responseHeaders(received, NONE), ['content-length', '5', 'via', '1.1 regate']);
});

test('fields of the gateway and the policy replace those of the upstream', () => {
  const received = { server: 'x', 'x-powered-by': 'y', ratelimit: 'theirs', via: ['1.1 a', '1.1 b'] };
  const edits = { set: ['server', 'hidden'], remove: ['x-powered-by'] };
  assert.deepEqual(responseHeaders(received, { edits, extra: ['ratelimit', 'ours'] }), [
    'via',
    '1.1 a, 1.1 b, 1.1 regate',
    'ratelimit',
    'ours',
    'server',
    'hidden',
  ]);
});

test('two lengths are a fault of the upstream', () => {
  assert.throws(() => responseHeaders({ 'content-length': ['5', '6'] }, NONE), { code: 'upstream_failed' });
});
