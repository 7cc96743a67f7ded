import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { KEY_URL_TIMES, KeyUrl } from '../../src/identity/key-url.ts';
import { folder } from '../request/authenticate/fixture.ts';
import { keyServer, keys } from './key-server.ts';
import { signer } from './signer.ts';
import { until } from './until.ts';

const key = signer('k1');
const times = { ...KEY_URL_TIMES, timeout: 50 };
const options = { now: Date.now, fetch: globalThis.fetch, times };

test('E14: a server that never answers, or never ends its answer, costs the timeout', async (t) => {
  const silent = await keyServer(t, () => {});
  await assert.rejects(new KeyUrl(silent.url, ['ES256'], options).load(), {
    code: 'identity_unavailable',
    message: /timeout/,
  });
  const endless = await keyServer(t, (_req, res) => res.writeHead(200).write('{"keys":['));
  await assert.rejects(new KeyUrl(endless.url, ['ES256'], options).load(), { message: /timeout/ });
});

test('E14: an answer that unpacks to more than 256 KiB is not read to its end', async (t) => {
  const bomb = gzipSync(' '.repeat(50_000_000));
  const server = await keyServer(t, (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
  const source = new KeyUrl(server.url, ['ES256'], { ...options, times: KEY_URL_TIMES });
  await assert.rejects(source.load(), { message: /larger than 262144 bytes/ });
});

test('E14: a certificate that is not trusted gives no keys', async (t) => {
  const path = await folder(t);
  const [certificate, privateKey] = [join(path, 'tls.crt'), join(path, 'tls.key')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', privateKey, '-out', certificate], {
    stdio: 'ignore',
  });
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(privateKey) }, keys(key.jwk));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  await assert.rejects(new KeyUrl(url, ['ES256'], { ...options, times: KEY_URL_TIMES }).load(), {
    code: 'identity_unavailable',
    message: /self-signed certificate/,
  });
});

test('keys are not fetched in the clear from another machine', () => {
  for (const url of ['http://issuer.example/jwks', 'http://10.0.0.1/', 'http://localhost.evil/', 'ftp://127.0.0.1/']) {
    assert.throws(() => new KeyUrl(url, ['ES256'], options), { code: 'config_invalid' }, url);
  }
});

test('the last generation that is closed ends the fetch that is under way', async (t) => {
  const silent = await keyServer(t, () => {});
  const source = new KeyUrl(silent.url, ['ES256'], { ...options, times: KEY_URL_TIMES });
  source.retain();
  source.retain();
  const loading = source.load();
  source.release();
  await until(() => silent.count > 0);
  source.release();
  await assert.rejects(loading, { code: 'identity_unavailable', message: /abort/ });
});
