import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upstreamConfig } from '../configured.ts';
import { call, until } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

const { breaker } = upstreamConfig([]);

for (const [cap, changes] of [
  ['requests', { requests: 2 }],
  ['pending', { connections: 2, pending: 1 }],
] as const) {
  test(`above its cap on ${cap} an upstream gets nothing, and the client learns it at once`, async (t) => {
    const held: (() => void)[] = [];
    const upstream = await startHttp(t, (_req, res) => held.push(() => res.end('ok')));
    const gateway = await startGateway(t, {
      endpoints: [upstream.origin],
      upstream: { breaker: { ...breaker, ...changes } },
    });
    // Each waits for its connection; together they would be too many.
    const first = [call(gateway.origin)];
    await until(() => held.length === 1);
    first.push(call(gateway.origin));
    await until(() => held.length === 2);
    const waiting = cap === 'pending' ? [call(gateway.origin)] : [];
    if (cap === 'pending') await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = await call(gateway.origin);
    assert.equal(refused.status, 503);
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal(JSON.parse(`${refused.body}`).code, 'upstream_overloaded');
    assert.equal(gateway.upstreams.statistics()[0]!.overflows[cap], 1);
    for (const answer of held.splice(0)) answer();
    assert.deepEqual(
      (await Promise.all(first)).map(({ status }) => status),
      [200, 200],
    );
    if (waiting.length > 0) await until(() => held.length === 1);
    for (const answer of held) answer();
    for (const { status } of await Promise.all(waiting)) assert.equal(status, 200);
    const last = call(gateway.origin);
    await until(() => held.length > waiting.length);
    held.at(-1)!();
    assert.equal((await last).status, 200);
  });
}
