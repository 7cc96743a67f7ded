import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForwardPlan } from '../../../src/request/forwarding/plan.ts';
import { isRepeatable } from '../../../src/request/forwarding/repeatable.ts';
import { routeConfig } from '../../configured.ts';

function harmless(method: string, body: Buffer | null, upgrade?: 'websocket'): boolean {
  const request = { method, upgrade, header: () => undefined } as unknown as ForwardPlan['request'];
  return isRepeatable({ request, route: routeConfig() }, body).harmless;
}

test('a GET or HEAD without a body', () => {
  assert.deepEqual([harmless('GET', null), harmless('HEAD', null)], [true, true]);
});

test('nothing that has a body, and no other method', () => {
  assert.deepEqual(
    [harmless('GET', Buffer.from('x')), harmless('PUT', null), harmless('POST', null)],
    [false, false, false],
  );
});

test('no handshake: both servers would open a WebSocket', () => {
  assert.equal(harmless('GET', null, 'websocket'), false);
});
