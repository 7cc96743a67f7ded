import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { open, until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

const BEHAVIOURS: ((req: IncomingMessage, res: ServerResponse) => void)[] = [
  (req, res) => req.resume().on('end', () => res.end('whole')),
  (req, res) => req.pipe(res),
  (_req, res) => res.end('early'),
  (req) => req.socket.resetAndDestroy(),
  (req) => req.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart'),
  (_req, res) => res.write('part', () => res.destroy()),
  (_req, res) => res.writeHead(200, { 'content-length': 1_000_000 }).end(Buffer.alloc(1_000_000)),
  () => {},
];
const BODIES = [undefined, 10, 70_000, 1_000_000];
const PATIENCE = [0, 5, 30, 2000];

test('whatever upstreams and clients do, no exchange stays open', async (t) => {
  const upstream = await startHttp(t, (req, res) => {
    req.on('error', () => {});
    BEHAVIOURS[Number(req.url!.slice(1))]!(req, res);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeout: 1000, connections: 16 });
  const exchanges: Promise<void>[] = [];
  for (let behaviour = 0; behaviour < BEHAVIOURS.length; behaviour++) {
    for (const size of BODIES) {
      for (const patience of PATIENCE) exchanges.push(exchange(`${gateway.origin}/${behaviour}`, size, patience));
    }
  }
  await Promise.all(exchanges);
  await until(() => gateway.upstreams.get('main')!.watch.size === 0);
  const [endpoint] = gateway.upstreams.statistics()[0]!.endpoints;
  assert.equal(endpoint!.inFlight, 0);
  assert.ok(endpoint!.requests > 0);
});

/** One request; the client leaves after so many milliseconds where it is not over by then. */
function exchange(url: string, size: number | undefined, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const req = open(url, { method: size === undefined ? 'GET' : 'POST' });
    req.on('close', resolve);
    req.on('response', (answer) => answer.on('error', () => {}).resume());
    req.end(size === undefined ? undefined : Buffer.alloc(size));
    setTimeout(() => req.destroy(), patience);
  });
}
