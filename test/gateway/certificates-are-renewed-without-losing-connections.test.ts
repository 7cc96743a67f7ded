import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { eventually, type Running, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const TESTDATA = join(import.meta.dirname, '../request/listener/testdata');

/** Fingerprint of the certificate that a new connection sees, and the protocol that was chosen. */
async function handshake(
  running: Running,
  ALPNProtocols: string[],
): Promise<{ certificate: string; protocol: unknown }> {
  const { port } = new URL(running.url);
  const socket: TLSSocket = connect({
    port: Number(port),
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols,
  });
  await once(socket, 'secureConnect');
  const answer = { certificate: socket.getPeerCertificate().fingerprint256, protocol: socket.alpnProtocol };
  socket.destroy();
  return answer;
}

async function get(session: ClientHttp2Session, path: string): Promise<{ status: unknown; body: string }> {
  const stream = session.request({ ':path': path });
  const [headers] = await once(stream, 'response');
  return { status: headers[':status'], body: await text(stream) };
}

test('TLS with HTTP/2 by ALPN; a certificate that is replaced serves new connections, and the old ones go on', async () => {
  const [first, second] = await Promise.all(
    ['first', 'renewed'].map(async (name) => ({
      cert: await readFile(join(TESTDATA, `${name}.crt`), 'utf8'),
      key: await readFile(join(TESTDATA, `${name}.key`), 'utf8'),
    })),
  );
  await using upstream = await startUpstream();
  await using running = await start({
    endpoints: [upstream.origin],
    files: { 'tls.crt': first!.cert, 'tls.key': first!.key },
    config: {
      listeners: [{ address: '127.0.0.1', port: 0, tls: { certificates: [{ cert: './tls.crt', key: './tls.key' }] } }],
    },
  });
  const before = await handshake(running, ['h2', 'http/1.1']);
  assert.equal(before.protocol, 'h2');
  assert.equal((await handshake(running, ['http/1.1'])).protocol, 'http/1.1');
  const session = connectHttp2(running.url, { rejectUnauthorized: false });
  assert.deepEqual(await get(session, '/api/one'), { status: 200, body: 'ok' });

  await running.write('tls.key', second!.key);
  await running.write('tls.crt', second!.cert);
  const after = await eventually('the new certificate', async () => {
    const seen = await handshake(running, ['h2']);
    return seen.certificate !== before.certificate && seen;
  });
  assert.equal(after.protocol, 'h2');
  assert.deepEqual(await get(session, '/api/two'), { status: 200, body: 'ok' });
  session.destroy();
  const events = await running.events(2);
  assert.deepEqual(events.map(({ http }) => http.path).sort(), ['/api/one', '/api/two']);
});
