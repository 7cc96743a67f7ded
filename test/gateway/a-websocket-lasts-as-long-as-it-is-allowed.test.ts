import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { createIssuerKey, mintToken } from '../../src/identity/mint.ts';
import { ask, closing, onStream } from '../request/websocket/fixture.ts';
import { eventually, start } from './fixture.ts';

/** Allows rooms below `limit`. */
function rooms(limit: number): string {
  return `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if {
	input.request.method == "GET"
	to_number(input.route.params.room) < ${limit}
} else := {"allow": false, "reasons": [{"code": "room_closed"}]}
`;
}

const CHAT = {
  id: 'chat',
  match: { path: '/rooms/{room}', methods: ['GET'] },
  authenticate: [],
  bundle: 'main',
  upstream: 'main',
  websocket: { idle: '5m' },
};
const PRIVATE = { ...CHAT, id: 'private', match: { path: '/private/{room}' }, authenticate: ['corp'] };
const ISSUER = { issuer: 'https://issuer.example', audience: 'api', algorithms: ['ES256'], clock_skew: '0s' };

/** An upstream that echoes messages, and tells of events without an end. */
async function startUpstream() {
  const server = createServer((_req, res) =>
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n'),
  );
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function join(url: string, path: string, headers = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
  await once(socket, 'open');
  return socket;
}

test('a handshake is decided; a new policy, the credential and the gateway end what is open', async () => {
  const upstream = await startUpstream();
  const { privateKey, keySet } = await createIssuerKey('ES256');
  const running = await start({
    endpoints: [upstream.origin],
    policies: { 'gateway.rego': rooms(10) },
    files: { 'jwks.json': JSON.stringify(keySet) },
    config: { routes: [CHAT, PRIVATE], issuers: { corp: { ...ISSUER, jwks: { file: './jwks.json' } } } },
  });
  let stopped = false;
  try {
    const [first, second] = [await join(running.url, '/rooms/1'), await join(running.url, '/rooms/5')];
    assert.equal(String(await ask(first, 'hello')), 'hello');
    const [error] = await once(new WebSocket(`${running.url.replace('http', 'ws')}/rooms/10`), 'error');
    assert.match(String(error), /403/);
    const told = (await fetch(`${running.url}/rooms/6`)).body!.getReader();
    assert.equal(String(Buffer.from((await told.read()).value!)), 'data: 1\n\n');

    const end = closing(second);
    const cut = assert.rejects(told.read());
    await running.write('policies/gateway.rego', rooms(5));
    assert.equal((await end).code, 1008);
    await cut;
    assert.equal(String(await ask(first, 'still here')), 'still here');

    const order = { issuer: ISSUER.issuer, audience: ['api'], subject: 'ann', scopes: [], claims: {}, lifetime: 3000 };
    const token = await mintToken(JSON.stringify(privateKey), order, Date.now());
    const guest = await join(running.url, '/private/1', { authorization: `Bearer ${token}` });
    assert.equal((await closing(guest)).code, 1008);

    const events = await running.events(4);
    const ended = new Map(events.map(({ http, error }) => [http.path, [http.status, error?.code]]));
    assert.deepEqual(ended.get('/rooms/5'), [101, 'no_longer_allowed']);
    assert.deepEqual(ended.get('/rooms/6'), [200, 'no_longer_allowed']);
    assert.deepEqual(ended.get('/private/1'), [101, 'credential_expired']);

    const last = closing(first);
    const stopping = running.gateway.close();
    assert.equal((await last).code, 1001);
    await stopping;
    stopped = true;
  } finally {
    if (!stopped) await running[Symbol.asyncDispose]();
    upstream.close();
  }
});

test('an upstream of HTTP/2 is asked by an extended CONNECT', async () => {
  const server = createHttp2({ settings: { enableConnectProtocol: true } });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    assert.equal(headers[':protocol'], 'websocket');
    assert.equal(headers['sec-websocket-version'], '13');
    assert.equal(headers['sec-websocket-key'], undefined);
    stream.respond({ ':status': 200 });
    const socket = onStream(stream, 'server');
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  {
    await using running = await start({
      endpoints: [endpoint],
      config: { routes: [CHAT], upstreams: { main: { endpoints: [endpoint], protocol: 'h2c' } } },
    });
    const client = await join(running.url, '/rooms/1');
    const large = Buffer.alloc(1_000_000, 'regate');
    assert.ok((await ask(client, large)).equals(large));
    const end = closing(client);
    client.close(4000, 'bye');
    assert.deepEqual(await end, { code: 4000, reason: 'bye' });
    await eventually('the event', async () => (await running.events(1))[0]?.http.status === 101);
  }
  server.close();
});
