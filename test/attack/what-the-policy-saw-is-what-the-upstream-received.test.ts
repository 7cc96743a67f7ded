import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { get } from './attack.ts';
import { startGateway } from './gateway.ts';
import { hostileTarget } from './targets.ts';
import { fieldOf } from './upstream.ts';
import { send } from './wire.ts';

/** Row C26. */
test('whatever the bytes of the target, the policy saw what the upstream received', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());
  let served = 0;

  await fc.assert(
    fc.asyncProperty(hostileTarget, async (bytes) => {
      gateway.decided.length = 0;
      gateway.upstream.arrived.length = 0;
      const { responses } = await send(gateway.port, get(bytes));
      const [request] = gateway.decided;
      const [arrived] = gateway.upstream.arrived;
      if (arrived) {
        served++;
        assert.equal(arrived.url, request!.query === '' ? request!.path : `${request!.path}?${request!.query}`);
        assert.equal(fieldOf(arrived, 'host'), request!.authority);
        assert.doesNotMatch(request!.path, /\/\/|\/\.{1,2}(?:[/;]|$)|[^!-~]|[#\\"<>]/);
        assert.deepEqual(request!.segments, request!.path.split('/').filter(Boolean).map(decodeURIComponent));
      } else {
        assert.ok(
          responses.every(({ status }) => [400, 403, 405, 431, 501, 505].includes(status)),
          `${responses[0]?.status}`,
        );
      }
    }),
    { numRuns: 1500 },
  );
  assert.ok(served > 100, `only ${served} of the targets were served`);
});
