import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upstreamConfig } from '../configured.ts';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

test('where the budget forbids to repeat what is late, its answer is still waited for', async (t) => {
  const slow = await startHttp(t, (_req, res) => setTimeout(() => res.end('late'), 800));
  const other = await startHttp(t, (_req, res) => res.end('never asked'));
  const { retry, breaker } = upstreamConfig([]);
  const gateway = await startGateway(t, {
    endpoints: [slow.origin, other.origin],
    timeouts: { try: 100 },
    upstream: { retry: { ...retry, on: ['timeout'] }, breaker: { ...breaker, retries: 0 } },
  });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.toString(), 'late');
  const outcome = await gateway.next();
  assert.ok('attempts' in outcome);
  assert.equal(outcome.attempts, 1);
});
