import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

test('method, target, fields and body reach the upstream; status, fields and body reach the client', async (t) => {
  let seen: IncomingMessage | undefined;
  let seenBody = '';
  const upstream = await startHttp(t, (req, res) => {
    seen = req;
    req.on('data', (chunk) => {
      seenBody += chunk;
    });
    req.on('end', () => {
      res.writeHead(201, 'Made', {
        'x-answer': 'caf\u00e9',
        'set-cookie': ['a=1', 'b=2'],
        date: 'Thu, 01 Jan 1970 00:00:00 GMT',
      });
      res.end('made');
    });
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const answer = await call(`${gateway.origin}/items/a%20b?x=1&x=%2F..&y`, {
    method: 'PUT',
    headers: { 'x-one': '1', 'content-type': 'text/plain', cookie: 'c=3' },
    body: 'hello',
  });
  assert.equal(seen?.method, 'PUT');
  assert.equal(seen?.url, '/items/a%20b?x=1&x=%2F..&y');
  assert.equal(seen?.headers['x-one'], '1');
  assert.equal(seen?.headers.cookie, 'c=3');
  assert.equal(seen?.headers['content-length'], '5');
  assert.equal(seenBody, 'hello');
  assert.equal(answer.status, 201);
  assert.equal(answer.headers['x-answer'], 'caf\u00e9');
  assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
  assert.equal(answer.rawHeaders.filter((name) => name.toLowerCase() === 'date').length, 1);
  assert.equal(answer.body.toString(), 'made');
  assert.deepEqual(await gateway.next(), {
    status: 201,
    endpoint: upstream.origin,
    attempts: 1,
    bytesIn: 5,
    bytesOut: 4,
    aborted: undefined,
    ended: undefined,
  });
});
