import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { ask, closing, startEcho } from '../request/websocket/fixture.ts';
import { eventually, start } from './fixture.ts';

/** Allows handshakes for rooms below `limit`. */
function rooms(limit: number): string {
  return `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if {
	input.request.method == "GET"
	input.request.headers.upgrade == "websocket"
	to_number(input.route.params.room) < ${limit}
} else := {"allow": false, "reasons": [{"code": "room_closed"}]}
`;
}

const ROUTE = {
  id: 'chat',
  match: { path: '/rooms/{room}', methods: ['GET'] },
  authenticate: [],
  bundle: 'main',
  upstream: 'main',
  websocket: { idle: '5m' },
};

async function join(url: string, room: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/rooms/${room}`);
  await once(socket, 'open');
  return socket;
}

test('a handshake is decided; a new policy closes what it does not allow; the end of the gateway closes the rest', async (t) => {
  const echo = await startEcho(t);
  const running = await start({
    endpoints: [echo.origin],
    policies: { 'gateway.rego': rooms(10) },
    config: { routes: [ROUTE] },
  });
  let stopped = false;
  try {
    const [first, second] = [await join(running.url, 1), await join(running.url, 5)];
    assert.equal(String(await ask(first, 'hello')), 'hello');
    const refused = new WebSocket(`${running.url.replace('http', 'ws')}/rooms/10`);
    const [error] = await once(refused, 'error');
    assert.match(String(error), /403/);
    assert.equal((await fetch(`${running.url}/rooms/1`)).status, 403);

    const end = closing(second);
    await running.write('policies/gateway.rego', rooms(5));
    assert.equal((await end).code, 1008);
    assert.equal(String(await ask(first, 'still here')), 'still here');

    const event = await eventually('the event of the tunnel that was closed', async () => {
      const events = await running.events(3);
      return events.find(({ http }) => http.path === '/rooms/5');
    });
    assert.equal(event.error?.code, 'no_longer_allowed');
    assert.equal(event.http.status, 101);
    assert.ok(event.http.bytes_out >= 0);

    const last = closing(first);
    const stopping = running.gateway.close();
    assert.equal((await last).code, 1001);
    await stopping;
    stopped = true;
  } finally {
    if (!stopped) await running[Symbol.asyncDispose]();
  }
});
