import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { test } from 'node:test';
import { startNginx } from '../system/nginx.ts';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';

test('with one of two nginx killed in mid-load, every GET is answered', async (t) => {
  const files = { file: Buffer.alloc(1024, 'x') };
  const [one, two] = await Promise.all([startNginx('location / { }', files), startNginx('location / { }', files)]);
  t.after(() => Promise.all([one.close(), two.close()]));
  const gateway = await startGateway(t, { endpoints: [one.origin, two.origin], connections: 32 });
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  t.after(() => agent.destroy());
  const statuses: Record<number, number> = {};
  let stop = false;
  const clients = Array.from({ length: 32 }, async () => {
    while (!stop) {
      const { status } = await call(`${gateway.origin}/file`, { agent });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const killed = () => gateway.upstreams.statistics()[0]!.endpoints[0]!;
  one.freeze();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(killed().inFlight > 0, 'no request is in flight at the frozen endpoint');
  await one.kill();
  await new Promise((resolve) => setTimeout(resolve, 500));
  stop = true;
  await Promise.all(clients);
  assert.deepEqual(Object.keys(statuses), ['200']);
  assert.ok(killed().failures.reset > 0);
});
