import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { answerTo, call, open, until } from '../../traffic/client.ts';
import { deafOrigin } from '../../traffic/deaf.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';

test('no head within the headers timeout is a 504, and the upstream is let go', async (t) => {
  const upstream = await startTcp(t, () => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeouts: { headers: 5000 } });
  const answer = call(gateway.origin);
  await until(() => upstream.open.size === 1);
  await new Promise((resolve) => setTimeout(resolve, 250));
  gateway.pass(4500);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(upstream.open.size, 1);
  gateway.pass(600);
  assert.equal((await answer).status, 504);
  const outcome = await gateway.next();
  assert.ok(outcome instanceof GatewayError);
  assert.equal(outcome.code, 'upstream_timeout');
  await until(() => upstream.open.size === 0);
});

test('a body that stops for longer than the idle timeout resets the client', async (t) => {
  const upstream = await startTcp(t, (socket) => socket.write(`${OK}part`));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeouts: { idle: 3000 } });
  const answer = await answerTo(open(gateway.origin).end());
  answer.resume();
  await new Promise((resolve) => setTimeout(resolve, 250));
  gateway.pass(3100);
  const [error] = (await once(answer, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNRESET');
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'upstream');
  await until(() => upstream.open.size === 0);
});

test('an answer that never ends is cut at the timeout of the route, however lively it is', async (t) => {
  const upstream = await startTcp(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
    const timer = setInterval(() => socket.write('tick\n'), 5);
    socket.on('close', () => clearInterval(timer));
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeout: 8000 });
  const answer = await answerTo(open(gateway.origin).end());
  answer.resume();
  gateway.pass(8100);
  await once(answer, 'error');
  await until(() => upstream.open.size === 0);
});

test('a connection that is not accepted in time is a 504', async (t) => {
  const gateway = await startGateway(t, { endpoints: [await deafOrigin(t)], timeouts: { connect: 300 } });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 504);
});
