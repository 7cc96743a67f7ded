import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import type { ClientResponse } from '../../../src/request/client.ts';
import { get } from '../../attack/attack.ts';
import { certificateFiles, open } from './open.ts';

test('bytes that are no handshake are reported, and the listener serves on', async (t) => {
  const reports: string[] = [];
  const { port } = await open(t, (_req, res: ClientResponse) => res.end('served'), {
    tls: { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' },
    onClientError: ({ code }) => reports.push(code),
  });

  for (const bytes of [get('/'), '\x16\x03\x01garbage'.repeat(20), '\0'.repeat(200)]) {
    const socket = connect(port, '127.0.0.1')
      .on('error', () => {})
      .resume();
    socket.write(bytes, 'latin1');
    await once(socket, 'close');
  }
  const tls11 = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const old = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...tls11 });
  await once(old, 'error');
  assert.deepEqual(reports, Array(4).fill('bad_request'));

  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  socket.write(get('/', 'Connection: close'));
  const [answer] = await once(socket.setEncoding('latin1'), 'data');
  assert.match(answer, /^HTTP\/1\.1 200 /);
  socket.destroy();
});
