import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, TOKEN } from './fixture.ts';

const PATHS = ['/v1/status', '/v1/config', '/metrics', '/openapi.json', '/v1/decisions/d0', '/nothing', '/'];
const WRONG: Record<string, string>[] = [
  { authorization: '' },
  { authorization: `Bearer ${TOKEN.slice(1)}` },
  { authorization: `Bearer ${TOKEN}x` },
  { authorization: `Bearer ${TOKEN} ${TOKEN}` },
  { authorization: 'Bearer' },
  { authorization: `Basic ${btoa(`admin:${TOKEN}`)}` },
  { authorization: TOKEN },
  { authorization: '', cookie: `token=${TOKEN}` },
];

test('without it nothing is told, not even what there is', async (t) => {
  const admin = await open(t);
  for (const path of PATHS) {
    for (const headers of WRONG) {
      const answer = await admin.send(path, { headers });
      assert.equal(answer.status, 401, `${path} ${JSON.stringify(headers)}`);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="regate-admin"');
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.match(await answer.text(), /"code":"admin_unauthorized"/);
    }
  }
  assert.equal((await admin.send('/v1/bundles/main/rollback', { method: 'POST', headers: WRONG[0]! })).status, 401);
  assert.equal((await admin.send(`/v1/status?access_token=${TOKEN}`, { headers: WRONG[0]! })).status, 401);
});

test('with it everything opens', async (t) => {
  const admin = await open(t);
  for (const authorization of [`Bearer ${TOKEN}`, `bearer  ${TOKEN} `]) {
    assert.equal((await admin.send('/v1/status', { headers: { authorization } })).status, 200);
  }
});

test('health needs none', async (t) => {
  const admin = await open(t);
  const none = { headers: { authorization: '' } };
  const live = await admin.send('/health/live', none);
  assert.equal(live.status, 200);
  assert.deepEqual(await live.json(), { status: 'up', reasons: [] });
  const ready = await admin.send('/health/ready', none);
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), { status: 'down', reasons: ['no worker serves'] });
  for (const path of ['/health/', '/health/other', '/health/live/../../v1/status']) {
    assert.equal((await admin.send(path, none)).status, 401, path);
  }
});
