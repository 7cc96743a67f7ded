import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

test('edits, identity and the stripped credential change both header sections', async (t) => {
  let seen: IncomingHttpHeaders = {};
  const upstream = await startHttp(t, (req, res) => {
    seen = req.headers;
    res.writeHead(200, { server: 'secret/1.0', 'x-kept': 'kept' });
    res.end();
  });
  const gateway = await startGateway(t, {
    endpoints: [upstream.origin],
    edits: {
      requestEdits: { set: ['x-tenant', 'acme'], remove: ['x-debug'] },
      responseEdits: { set: ['cache-control', 'no-store'], remove: ['server'] },
      extraResponseHeaders: ['ratelimit', '"items";r=9;t=60'],
      identity: ['x-regate-subject', 'anna'],
      strip: 'authorization',
    },
  });
  const answer = await call(gateway.origin, {
    headers: { authorization: 'Bearer secret', 'x-debug': '1', 'x-tenant': 'other', accept: '*/*' },
  });
  assert.equal(seen['x-tenant'], 'acme');
  assert.equal(seen['x-debug'], undefined);
  assert.equal(seen.authorization, undefined);
  assert.equal(seen['x-regate-subject'], 'anna');
  assert.equal(seen.accept, '*/*');
  assert.equal(answer.headers.server, undefined);
  assert.equal(answer.headers['x-kept'], 'kept');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers.ratelimit, '"items";r=9;t=60');
});
