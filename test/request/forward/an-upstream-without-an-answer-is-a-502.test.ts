import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { refusingOrigin, startTcp } from '../../traffic/upstreams.ts';

test('a refused connection is a 502', async (t) => {
  const gateway = await startGateway(t, { endpoints: [await refusingOrigin(t)] });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 502);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const outcome = await gateway.next();
  assert.ok(outcome instanceof GatewayError);
  assert.match(outcome.message, /ECONNREFUSED/);
  assert.ok(!answer.body.includes('ECONNREFUSED'));
});

const ENDS: Record<string, (socket: Socket) => void> = {
  'a reset': (socket) => socket.resetAndDestroy(),
  'an end without a byte': (socket) => socket.end(),
  'an end within the head': (socket) => socket.end('HTTP/1.1 200 OK\r\nconte'),
};

for (const [name, end] of Object.entries(ENDS)) {
  test(`${name} is a 502, and the next request is served`, async (t) => {
    let asked = 0;
    const upstream = await startTcp(t, (socket) => {
      if (++asked === 1) end(socket);
      else socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const gateway = await startGateway(t, { endpoints: [upstream.origin] });
    const answer = await call(gateway.origin, { method: 'POST', body: 'x' });
    assert.equal(answer.status, 502);
    assert.equal(JSON.parse(answer.body.toString()).code, 'upstream_failed');
    assert.equal((await call(gateway.origin)).status, 204);
  });
}
