import assert from 'node:assert/strict';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { certificate, key } from '../certificate.ts';
import { deafOrigin } from '../deaf.ts';
import { refusingOrigin, startHttp } from '../upstreams.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startBytes, startHttp2 } from './servers.ts';

function assertNotSent(kind: string, cause: RegExp, { failure, calls, overs, connected }: Recorder): void {
  assert.equal(failure?.kind, kind);
  assert.match(`${(failure.cause as { code?: string }).code} ${failure.cause.message}`, cause);
  assert.deepEqual([failure.answered, calls, overs, connected], [false, ['failure'], [kind], 0]);
}

test('a server of TLS that does not choose h2', async (t) => {
  let bytes = 0;
  for (const ALPNProtocols of [['http/1.1'], undefined]) {
    const server = createTlsServer({ cert: certificate, key, ...(ALPNProtocols && { ALPNProtocols }) }, (socket) => {
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assertNotSent('connect', /ALPN|NO_APPLICATION_PROTOCOL/, await send(open(t, origin, 'h2')).done);
  }
  assert.equal(bytes, 0);
});

test('a certificate that is not trusted, or is for another name', async (t) => {
  const server = await startHttp2(t, 'h2', (stream) => stream.respond({ ':status': 204 }, { endStream: true }));
  assertNotSent('connect', /SELF_SIGNED/, await send(open(t, server.origin, 'h2', { ca: undefined })).done);
  const other = open(t, server.origin, 'h2', { serverName: 'other.example' });
  assertNotSent('connect', /ALTNAME/, await send(other).done);
  assert.equal(server.counts.streams, 0);
  assert.equal((await send(open(t, server.origin, 'h2', { serverName: 'localhost' })).done).status, 204);
  assert.equal((await send(open(t, server.origin.replace('127.0.0.1', 'localhost'), 'h2')).done).status, 204);
});

test('the name of an endpoint that was found by DNS is verified over HTTP/1.1 too', async (t) => {
  const server = createHttpsServer({ cert: certificate, key }, (_req, res) => res.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assertNotSent('connect', /ALTNAME/, await send(open(t, origin, 'http1', { serverName: 'other.example' })).done);
  const transport = open(t, origin, 'http1', { serverName: 'localhost' });
  assert.equal((await send(transport).done).status, 200);
});

test('a server of HTTP/1.1 in the clear', async (t) => {
  let requests = 0;
  const server = await startHttp(t, () => requests++);
  assertNotSent('connect', /does not speak HTTP\/2/, await send(open(t, server.origin, 'h2c')).done);
  assert.equal(requests, 0);
  assert.equal(server.open.size, 0);
});

test('a server that closes, refuses, or is silent', async (t) => {
  const closing = await startBytes(t, (socket) => socket.end());
  assertNotSent('connect', /closed the connection|ECONNRESET/, await send(open(t, closing, 'h2c')).done);
  assertNotSent('connect', /ECONNREFUSED/, await send(open(t, await refusingOrigin(t), 'h2c')).done);
  const silent = await startBytes(t, () => {});
  for (const origin of [silent, await deafOrigin(t)]) {
    const transport = open(t, origin, 'h2c', { connectTimeout: 60 });
    assertNotSent('connect_timeout', /ETIMEDOUT/, await send(transport).done);
  }
  assertNotSent(
    'connect_timeout',
    /ETIMEDOUT/,
    await send(open(t, silent.replace('http', 'https'), 'h2', { connectTimeout: 60 })).done,
  );
});

test('all requests that wait for the connection fail, each once, and the next one tries again', async (t) => {
  const transport = open(t, await refusingOrigin(t), 'h2c');
  const sent = [1, 2, 3].map(() => send(transport));
  for (const { done } of sent) assertNotSent('connect', /ECONNREFUSED/, await done);
  assertNotSent('connect', /ECONNREFUSED/, await send(transport).done);
});
