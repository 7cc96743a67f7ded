import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { until } from '../client.ts';
import { send } from './recorder.ts';
import { open, startHttp2 } from './servers.ts';

for (const protocol of ['h2', 'h2c'] as const) {
  test(`${protocol}: head, body and trailers arrive in this order, and the connection is kept`, async (t) => {
    const server = await startHttp2(t, protocol, (stream) => {
      stream.respond({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-odd': 'é' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end('hello');
    });
    const transport = open(t, server.origin, protocol);
    for (let round = 0; round < 3; round++) {
      const { calls, status, headers, body, trailers, overs, connected } = await send(transport).done;
      assert.deepEqual(calls, ['sending', 'sent', 'head', 'data', 'trailers', 'end']);
      assert.deepEqual([status, body, connected, overs], [201, 'hello', 1, [undefined]]);
      assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
      assert.equal(headers['x-odd'], 'é');
      assert.equal(headers[':status'], undefined);
      assert.deepEqual({ ...trailers }, { 'grpc-status': '0' });
    }
    assert.equal(server.counts.sockets, 1);
    assert.equal(transport.connected, 1);
  });
}

test('the request arrives as it was given, host aside', async (t) => {
  let seen: unknown[] = [];
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      // Without the list of fields that are not to be indexed.
      seen = [Object.fromEntries(Object.entries(headers)), Buffer.concat(chunks).toString()];
      stream.respond({ ':status': 204 }, { endStream: true });
    });
  });
  const transport = open(t, server.origin, 'h2c');
  const headers = ['cookie', 'a=1; b=2', 'te', 'trailers', 'x-odd', 'é', 'content-length', '6'];
  const request = { method: 'POST', path: '/a?b=%20', headers };
  for (const body of [Buffer.from('abcdef'), Readable.from([Buffer.from('abc'), Buffer.from('def')])]) {
    const { sent, status, calls } = await send(transport, { ...request, body }).done;
    assert.deepEqual([sent, status, calls], [6, 204, ['sending', 'sent', 'head', 'end']]);
    assert.deepEqual(seen, [
      {
        ':method': 'POST',
        ':path': '/a?b=%20',
        ':scheme': 'http',
        ':authority': 'shop.example',
        cookie: 'a=1; b=2',
        te: 'trailers',
        'x-odd': 'é',
        'content-length': '6',
      },
      'abcdef',
    ]);
  }
});

test('HEAD, 204 and 304 end without a body', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    stream.respond(
      { ':status': Number(String(headers[':path']).slice(1)), 'content-length': '5' },
      { endStream: true },
    );
  });
  const transport = open(t, server.origin, 'h2c');
  for (const [method, path] of [
    ['HEAD', '/200'],
    ['GET', '/304'],
  ]) {
    const { calls, headers } = await send(transport, { method: method!, path: path! }).done;
    assert.deepEqual(calls, ['sending', 'sent', 'head', 'end']);
    assert.equal(headers['content-length'], '5');
  }
});

test('an answer flows while the request is still being sent', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream) => {
    stream.respond({ ':status': 200 });
    stream.on('data', (chunk) => stream.write(`<${chunk}>`));
    stream.on('end', () => stream.end('.'));
  });
  const body = new Readable({ read() {} });
  const exchange = send(open(t, server.origin, 'h2c'), { method: 'POST', body });
  await exchange.head;
  body.push('one');
  await exchange.data;
  assert.equal(exchange.body, '<one>');
  assert.equal(exchange.calls.includes('sent'), false);
  body.push('two');
  body.push(null);
  await exchange.done;
  assert.equal(exchange.body.replaceAll('><', ''), '<onetwo>.');
});

test('an answer that is complete before the request ends it', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    stream.respond({ ':status': 403 });
    if (headers[':path'] === '/') stream.end('no', () => stream.close(0));
    else stream.resume().end('no');
  });
  for (const path of ['/', '/without-reset']) {
    const body = new Readable({ read() {} });
    const { calls, status } = await send(open(t, server.origin, 'h2c'), { method: 'POST', path, body }).done;
    assert.deepEqual([status, calls], [403, ['sending', 'head', 'data', 'end']]);
    assert.equal(body.destroyed, true);
    await until(() => server.streams.size === 0);
  }
});
