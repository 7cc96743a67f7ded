import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp, startTcp } from './upstreams.ts';

const CASES: {
  readonly method: string;
  readonly body?: string;
  readonly answer?: string;
  readonly repeated: boolean;
}[] = [
  { method: 'GET', repeated: true },
  { method: 'HEAD', repeated: true },
  { method: 'OPTIONS', repeated: true },
  { method: 'DELETE', repeated: true },
  { method: 'PUT', repeated: true },
  { method: 'PUT', body: 'x', repeated: true },
  { method: 'POST', body: 'x', repeated: false },
  { method: 'POST', repeated: false },
  { method: 'POST', body: 'x', repeated: false },
  { method: 'PATCH', repeated: false },
  { method: 'GET', answer: 'HTTP/1.1 ', repeated: false },
];

for (const { method, body, answer = '', repeated } of CASES) {
  const name = `${method} ${body ? 'with' : 'without'} a body, reset after ${answer.length} bytes of an answer`;
  test(`${name}: ${repeated ? 'repeated' : 'not repeated'}`, async (t) => {
    let broken = 0;
    let whole = 0;
    const resetting = await startTcp(t, (socket) => {
      broken++;
      if (answer === '') socket.resetAndDestroy();
      else socket.write(answer, () => setTimeout(() => socket.resetAndDestroy(), 20));
    });
    const live = await startHttp(t, (_req, res) => {
      whole++;
      res.end('ok');
    });
    const gateway = await startGateway(t, { endpoints: [resetting.origin, live.origin] });
    const { status } = await call(gateway.origin, { method, ...(body ? { body } : {}) });
    assert.equal(status, repeated ? 200 : 502);
    assert.equal(broken, 1);
    assert.equal(whole, repeated ? 1 : 0);
  });
}

test('a lone endpoint that closed an idle connection is asked again, once', async (t) => {
  let asked = 0;
  const upstream = await startTcp(t, (socket) => {
    asked++;
    if (asked === 1) socket.resetAndDestroy();
    else socket.end('HTTP/1.1 204 No Content\r\n\r\n');
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  assert.equal((await call(gateway.origin)).status, 204);
  assert.equal(asked, 2);
});
