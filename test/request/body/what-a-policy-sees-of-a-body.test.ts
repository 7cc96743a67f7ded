import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { call, open } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

const LIMIT = 1000;
const SMALL = JSON.stringify({ a: 1, b: ['x'] });
const EXACT = JSON.stringify('x'.repeat(LIMIT - 2));
const LARGE = JSON.stringify('x'.repeat(LIMIT * 100));

interface Case {
  readonly type?: string;
  readonly coding?: string;
  readonly body: string;
  readonly state: string;
  readonly size?: number;
}

const CASES: Record<string, Case> = {
  'application/json': { type: 'application/json', body: SMALL, state: 'complete', size: SMALL.length },
  'a charset of UTF-8': { type: 'application/json; charset=UTF-8', body: SMALL, state: 'complete', size: SMALL.length },
  'a +json type': { type: 'application/merge-patch+json', body: SMALL, state: 'complete', size: SMALL.length },
  'an identity coding': { type: 'text/json', coding: 'identity', body: SMALL, state: 'complete', size: SMALL.length },
  'the limit to the byte': { type: 'application/json', body: EXACT, state: 'complete', size: LIMIT },
  'more than the limit': { type: 'application/json', body: LARGE, state: 'truncated' },
  'another charset': { type: 'application/json; charset=utf-16', body: SMALL, state: 'unread' },
  'a compressed body': { type: 'application/json', coding: 'gzip', body: SMALL, state: 'unread' },
  'a form': { type: 'application/x-www-form-urlencoded', body: 'a=1', state: 'unread' },
  'a type that only begins alike': { type: 'application/jsonp', body: SMALL, state: 'unread' },
  'no type': { body: SMALL, state: 'unread' },
  'an empty body': { type: 'application/json', body: '', state: 'absent' },
};

for (const [name, { type, coding, body, state, size }] of Object.entries(CASES)) {
  for (const framing of ['length', 'chunks']) {
    test(`${name}, with ${framing}: ${state}, and the upstream gets every byte`, async (t) => {
      const upstream = await startHttp(t, (req, res) => req.pipe(res));
      const gateway = await startGateway(t, { endpoints: [upstream.origin], readsBody: LIMIT });
      const headers: Record<string, string> = {};
      if (type) headers['content-type'] = type;
      if (coding) headers['content-encoding'] = coding;
      if (framing === 'length') headers['content-length'] = String(body.length);
      else headers['transfer-encoding'] = 'chunked';
      const answer = await call(gateway.origin, { method: 'POST', headers, body });
      assert.equal(answer.body.toString(), body);
      const [seen] = gateway.bodies;
      assert.equal(seen!.state, state);
      if (size !== undefined) assert.equal(seen!.size, size);
      assert.deepEqual(seen!.json, state === 'complete' ? JSON.parse(body) : undefined);
    });
  }
}

test('a request without a body: absent', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.end('ok'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], readsBody: LIMIT });
  await call(gateway.origin, { headers: { 'content-type': 'application/json' } });
  assert.deepEqual(gateway.bodies, [{ state: 'absent' }]);
});

test('a malformed body is a 400, and nothing reaches the upstream', async (t) => {
  let asked = 0;
  const upstream = await startHttp(t, (_req, res) => {
    asked++;
    res.end();
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], readsBody: LIMIT });
  const headers = { 'content-type': 'application/json' };
  const answer = await call(gateway.origin, { method: 'POST', headers, body: '{"a": 1, "a": 2}' });
  assert.equal(answer.status, 400);
  assert.equal(JSON.parse(answer.body.toString()).code, 'bad_body');
  assert.equal(asked, 0);
});

test('a client that leaves within its body ends the exchange', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.end());
  const gateway = await startGateway(t, { endpoints: [upstream.origin], readsBody: LIMIT });
  const req = open(gateway.origin, { method: 'POST', headers: { 'content-type': 'application/json' } });
  req.write('{"a"');
  await once(req.socket ?? (await once(req, 'socket'))[0], 'connect');
  await new Promise((resolve) => setTimeout(resolve, 50));
  req.destroy();
  const outcome = await gateway.next();
  assert.ok('code' in outcome);
  assert.equal(outcome.code, 'bad_request');
  assert.equal(upstream.connections, 0);
});
