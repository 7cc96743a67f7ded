import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { openSession, readStream } from '../../traffic/http2-client.ts';
import { refusingOrigin, startHttp, startTcp } from '../../traffic/upstreams.ts';

test('requests with and without bodies, and answers of all kinds', async (t) => {
  const upstream = await startHttp(t, (req, res) => {
    if (req.url === '/cookies')
      res.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], connection: 'x-hop', 'x-hop': '1' }).end();
    else if (req.url === '/204') res.writeHead(204).end();
    else if (req.method === 'HEAD') res.writeHead(200, { 'content-length': '9' }).end();
    else req.pipe(res);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const echo = session.request({ ':method': 'POST', ':path': '/echo' });
  echo.end('hello');
  const echoed = await readStream(echo);
  assert.equal(echoed.headers[':status'], 200);
  assert.equal(echoed.body.toString(), 'hello');
  const cookies = await readStream(session.request({ ':path': '/cookies' }));
  assert.deepEqual(cookies.headers['set-cookie'], ['a=1', 'b=2']);
  assert.equal(cookies.headers['x-hop'], undefined);
  assert.equal(cookies.headers.connection, undefined);
  assert.equal((await readStream(session.request({ ':path': '/204' }))).headers[':status'], 204);
  const head = await readStream(session.request({ ':method': 'HEAD', ':path': '/' }));
  assert.equal(head.headers['content-length'], '9');
});

test('large bodies both ways at once on many streams', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.pipe(res));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const body = Buffer.alloc(3_000_000, 'regate');
  const answers = Array.from({ length: 20 }, () => {
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.end(body);
    return readStream(stream);
  });
  for (const answer of await Promise.all(answers)) assert.ok(answer.body.equals(body));
});

test('a refused upstream is a 502', async (t) => {
  const gateway = await startGateway(t, { endpoints: [await refusingOrigin(t)], http2: true });
  const session = await openSession(t, gateway.origin);
  assert.equal((await readStream(session.request({ ':path': '/' }))).headers[':status'], 502);
});

test('an upstream that breaks off resets the stream, not the connection', async (t) => {
  const upstream = await startTcp(t, (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':path': '/' });
  stream.resume();
  await once(stream, 'error');
  assert.equal(stream.rstCode, constants.NGHTTP2_INTERNAL_ERROR);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'upstream');
  assert.equal(session.destroyed, false);
});

test('a client that resets its stream cancels the upstream request', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.write('part'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':path': '/' });
  await once(stream, 'data');
  stream.close(constants.NGHTTP2_CANCEL);
  await until(() => upstream.open.size === 0);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
});

test('a client that resets its stream before the head of the answer cancels the upstream request', async (t) => {
  const upstream = await startHttp(t, () => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':path': '/' });
  await until(() => upstream.open.size === 1);
  stream.close(constants.NGHTTP2_CANCEL);
  await until(() => upstream.open.size === 0);
});

test('an early answer ends the stream without its body', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.writeHead(413, { 'content-length': '5' }).end('large'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':method': 'POST', ':path': '/' });
  stream.write(Buffer.alloc(1000));
  const answer = await readStream(stream);
  assert.equal(answer.headers[':status'], 413);
  assert.equal(answer.body.toString(), 'large');
  assert.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, undefined);
});

test('100 Continue is sent when the body is wanted', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.pipe(res));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':method': 'POST', ':path': '/', expect: '100-continue' });
  await once(stream, 'continue');
  stream.end('hello');
  assert.equal((await readStream(stream)).body.toString(), 'hello');
});
