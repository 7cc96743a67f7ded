import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { call, open } from './client.ts';
import { deafOrigin } from './deaf.ts';
import { startGateway } from './gateway.ts';
import { refusingOrigin, startHttp } from './upstreams.ts';

for (const [kind, origin] of [
  ['refuses', refusingOrigin],
  ['does not answer', deafOrigin],
] as const) {
  test(`where an endpoint ${kind}, any method goes to another, its body whole`, async (t) => {
    const live = await startHttp(t, (req, res) => req.pipe(res));
    const gateway = await startGateway(t, { endpoints: [await origin(t), live.origin], timeouts: { connect: 200 } });
    const answer = await call(gateway.origin, { method: 'POST', body: 'hello' });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.toString(), 'hello');
    const outcome = await gateway.next();
    assert.ok('attempts' in outcome);
    assert.equal(outcome.attempts, 2);
    assert.equal(outcome.endpoint, live.origin);
  });
}

test('a streamed body is still whole at the third endpoint', async (t) => {
  const live = await startHttp(t, (req, res) => req.pipe(res));
  const endpoints = [await refusingOrigin(t), await refusingOrigin(t), live.origin];
  const gateway = await startGateway(t, { endpoints, attempts: 3 });
  const post = open(gateway.origin, { method: 'POST' });
  const body = Buffer.alloc(300_000, 'regate');
  const answered = new Promise<Buffer>((resolve) =>
    post.on('response', async (answer) => resolve(Buffer.concat(await answer.toArray()))),
  );
  post.end(body);
  assert.ok((await answered).equals(body));
  const outcome = await gateway.next();
  assert.ok('attempts' in outcome);
  assert.equal(outcome.attempts, 3);
});

test('each endpoint is tried once, then the request fails', async (t) => {
  const gateway = await startGateway(t, { endpoints: [await refusingOrigin(t), await refusingOrigin(t)] });
  assert.equal((await call(gateway.origin)).status, 502);
  assert.ok((await gateway.next()) instanceof GatewayError);
  const [one, two] = gateway.upstreams.statistics()[0]!.endpoints;
  assert.equal(one!.failures.connect, 1);
  assert.equal(two!.failures.connect, 1);
});
