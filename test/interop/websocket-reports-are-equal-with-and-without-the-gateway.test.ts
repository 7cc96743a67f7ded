import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from '../gateway/fixture.ts';
import { startEcho } from '../request/websocket/fixture.ts';
import { CASES } from './websocket-cases.ts';
import { run } from './websocket-client.ts';

const ROUTE = {
  id: 'echo',
  match: { path: '/api/**' },
  authenticate: [],
  bundle: 'main',
  upstream: 'main',
  websocket: { idle: '5m' },
};

test(`${CASES.length} cases of what a WebSocket server has to stand`, async (t) => {
  const echo = await startEcho(t, { perMessageDeflate: { threshold: 0 }, maxPayload: 16 * 1024 * 1024 });
  await using running = await start({ endpoints: [echo.origin], config: { routes: [ROUTE], workers: 1 } });
  const port = Number(new URL(running.url).port);
  for (const each of CASES) {
    const direct = await run(echo.port, '/api/echo', each);
    const through = await run(port, '/api/echo', each);
    assert.deepEqual(through, direct, each.name);
    assert.ok(direct.frames.length > 0 || direct.status !== 'HTTP/1.1 101', each.name);
  }
});
