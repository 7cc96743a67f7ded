import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertNoSocketsTo, SLACK_MS, startPoisoned } from './toxic.ts';

const SIZE = 10_000;

test('truncated: within the head a 502, within the body the client sees that it is cut', async () => {
  await using running = await startPoisoned({ retry: { attempts: 1 } }, (req, res) => {
    if (req.url === '/api/length') res.setHeader('content-length', SIZE);
    res.write(Buffer.alloc(SIZE / 2, 'x'));
    res.end(Buffer.alloc(SIZE / 2, 'x'));
  });
  const { proxy } = running;
  for (const path of ['/api/length', '/api/chunks']) {
    await proxy.poison('limit_data', { bytes: 40 });
    const head = await ask(running, path);
    assert.deepEqual([head.status, head.problem], [502, 'upstream_failed'], path);
    assert.ok(head.ms < SLACK_MS);
    await proxy.cure();

    await proxy.poison('limit_data', { bytes: 3000 });
    const body = await ask(running, path);
    // The reset may overtake what was sent before it.
    assert.ok([0, 200].includes(body.status), path);
    assert.equal(body.whole, false, path);
    assert.ok(body.size < SIZE && body.ms < SLACK_MS);
    await proxy.cure();
  }
  await assertNoSocketsTo(proxy.port);
  const whole = await ask(running, '/api/chunks');
  assert.deepEqual([whole.status, whole.size, whole.whole], [200, SIZE, true]);
});
