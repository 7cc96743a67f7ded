import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { GatewayError } from '../../../src/errors.ts';
import type { ClientResponse } from '../../../src/request/client.ts';
import { certificateFiles, open } from './open.ts';

/** Common name of the certificate that a client gets, and the protocol that was agreed on. */
async function shake(port: number, servername: string | undefined, options: object = {}): Promise<string> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...(servername && { servername }),
    ...options,
  });
  try {
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return `${socket.getPeerCertificate().subject.CN} ${socket.getProtocol()}`;
  } finally {
    socket.destroy();
  }
}

async function copyOfFirst(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'regate-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  const put = async (name: 'first' | 'renewed') => {
    const from = certificateFiles(name);
    await Promise.all([copyFile(from.cert, files.cert), copyFile(from.key, files.key)]);
  };
  await put('first');
  return { files, put };
}

test('the certificate that covers the name is presented, the first where none does', async (t) => {
  const tls = { certificates: [certificateFiles('first'), certificateFiles('second')], minVersion: 'TLSv1.2' as const };
  const { port } = await open(t, (_req, res: ClientResponse) => res.end(), { tls });

  assert.equal(await shake(port, 'first.example'), 'first TLSv1.3');
  assert.equal(await shake(port, 'second.example'), 'second TLSv1.3');
  assert.equal(await shake(port, 'SECOND.example'), 'second TLSv1.3');
  assert.equal(await shake(port, 'a.wild.example'), 'second TLSv1.3');
  assert.equal(await shake(port, 'a.b.wild.example'), 'first TLSv1.3');
  assert.equal(await shake(port, 'wild.example'), 'first TLSv1.3');
  assert.equal(await shake(port, undefined), 'first TLSv1.3');
});

test('only the configured versions of TLS are spoken', async (t) => {
  const tls12 = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };
  const { port } = await open(t, (_req, res: ClientResponse) => res.end(), { tls: tls12 });
  assert.equal(await shake(port, 'first.example', { maxVersion: 'TLSv1.2' }), 'first TLSv1.2');
  await assert.rejects(
    shake(port, 'first.example', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
  );

  const { port: strict } = await open(t, (_req, res: ClientResponse) => res.end(), {
    tls: { ...tls12, minVersion: 'TLSv1.3' },
  });
  await assert.rejects(shake(strict, 'first.example', { maxVersion: 'TLSv1.2' }));
  assert.equal(await shake(strict, 'first.example'), 'first TLSv1.3');
});

test('a renewed certificate serves new connections, and the old ones go on', async (t) => {
  const { files, put } = await copyOfFirst(t);
  const { port, listener } = await open(t, (_req, res: ClientResponse) => res.end('served'), {
    tls: { certificates: [files], minVersion: 'TLSv1.2' },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  t.after(() => agent.destroy());
  const ask = () =>
    new Promise<TLSSocket>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (answer) => {
        const socket = answer.socket as TLSSocket;
        answer.resume().on('end', () => resolve(socket));
      }).on('error', reject);
    });
  const before = await ask();
  await new Promise(setImmediate);

  await put('renewed');
  await listener.updateTls();

  assert.equal(await shake(port, undefined), 'renewed TLSv1.3');
  assert.equal(await shake(port, 'first.example'), 'renewed TLSv1.3');
  assert.equal(await ask(), before);
});

test('files that are no certificate change nothing, and the error names them', async (t) => {
  const { files } = await copyOfFirst(t);
  const { port, listener } = await open(t, (_req, res: ClientResponse) => res.end(), {
    tls: { certificates: [files], minVersion: 'TLSv1.2' },
  });

  await writeFile(files.cert, 'half a certif');
  await assert.rejects(
    listener.updateTls(),
    (error) => error instanceof GatewayError && error.message.includes(files.cert),
  );
  await rm(files.cert);
  await assert.rejects(
    listener.updateTls(),
    (error) => error instanceof GatewayError && error.code === 'config_invalid',
  );
  await copyFile(certificateFiles('second').cert, files.cert);
  await assert.rejects(
    listener.updateTls(),
    (error) => error instanceof GatewayError && error.message.includes(files.key),
  );

  assert.equal(await shake(port, 'first.example'), 'first TLSv1.3');
});
