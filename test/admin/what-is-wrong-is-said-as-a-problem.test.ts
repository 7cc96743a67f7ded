import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { open } from './fixture.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const ACTIVATE = '/v1/bundles/main/activate';
const cases: [string, string, { headers?: Record<string, string>; body?: string }, number, string][] = [
  ['GET', '/v1/decisions?limit=0', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions?limit=1001', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions?allow=maybe', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions?since=yesterday', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions?colour=red', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions/%zz', {}, 422, 'admin_invalid'],
  ['GET', '/v1/decisions/d9', {}, 404, 'admin_not_found'],
  ['GET', '/v1/bundles/nope', {}, 404, 'admin_not_found'],
  ['GET', '/v1/bundles/constructor', {}, 404, 'admin_not_found'],
  ['POST', '/v1/bundles/nope/rollback', {}, 404, 'admin_not_found'],
  ['GET', '/v2/status', {}, 404, 'admin_not_found'],
  ['DELETE', '/v1/status', {}, 404, 'admin_not_found'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: '{"revision":' }, 422, 'admin_invalid'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: '{"revision":"r1","force":true}' }, 422, 'admin_invalid'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: '{"__proto__":{"revision":"r1"}}' }, 422, 'admin_invalid'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: `{"revision":"${'['.repeat(300)}"}` }, 422, 'admin_invalid'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: 'x'.repeat(70_000) }, 413, 'body_too_large'],
  ['POST', ACTIVATE, { headers: { 'content-type': 'application/xml' }, body: '<a/>' }, 415, 'unsupported_media_type'],
  ['POST', ACTIVATE, { headers: JSON_TYPE, body: '{"revision":"broken"}' }, 422, 'policy_invalid'],
  ['POST', '/v1/bundles/main/refresh', {}, 500, 'internal'],
];

for (const [method, path, init, status, code] of cases) {
  test(`${method} ${path} ${(init.body ?? '').slice(0, 40)} is ${status} ${code}`, async (t) => {
    const { send } = await open(t);
    const answer = await send(path, { method, ...init });
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    const problem = (await answer.json()) as { status: number; code: string };
    assert.equal(problem.status, status);
    assert.equal(problem.code, code);
  });
}

test('a policy that was refused: what, where and why', async (t) => {
  const { json } = await open(t);
  const init = { method: 'POST', headers: JSON_TYPE, body: '{"revision":"broken"}' };
  const { detail, findings } = await json(ACTIVATE, init);
  assert.equal(detail, 'the policy does not compile');
  assert.deepEqual(findings, [
    { file: 'authz.rego', row: 3, col: 1, code: 'rego_parse_error', message: 'unexpected token' },
  ]);
  assert.equal((await json('/v1/bundles/main')).active, 'r2');
});

test('a fault of ours is logged, and not shown', async (t) => {
  const { send, log } = await open(t);
  const answer = await send('/v1/bundles/main/refresh', { method: 'POST' });
  assert.doesNotMatch(await answer.text(), /secret/);
  assert.match(log(), /secret/);
});

test('what is no HTTP', async (t) => {
  const { port } = await open(t);
  const socket = connect(port, '127.0.0.1').end('\x16\x03\x01 hello\r\n\r\n');
  assert.match(
    await text(socket),
    /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n.*bad_request/s,
  );
});

test('a port that is taken', async (t) => {
  const { port } = await open(t);
  const { createAdmin } = await import('../../src/admin/server.ts');
  await assert.rejects(createAdmin({ address: '127.0.0.1', port, token: 'x' } as never), {
    code: 'config_invalid',
    message: /EADDRINUSE/,
  });
});
