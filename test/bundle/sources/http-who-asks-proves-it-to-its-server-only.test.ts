import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { certificateFile as ca, certificate, key } from '../../traffic/certificate.ts';
import { archive, serving, startBundleServer } from './bundle-server.ts';
import { follow } from './http-source.ts';

const TOKEN = 'a-token-of-this-server';
const tls = { cert: certificate, key };
const folder = mkdtempSync(join(tmpdir(), 'regate-'));
after(() => rm(folder, { recursive: true }));

function clientCertificate(name: string): { cert: string; key: string } {
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const options = [...kind, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert];
  execFileSync('openssl', ['req', ...options], { stdio: 'ignore' });
  return files;
}

test('a token goes with each request, and into no message', async () => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'), tls);
  const source = follow(server, { ca, token: TOKEN });
  const { mark } = (await source.fetch(undefined))!;
  await source.fetch(mark);
  assert.deepEqual(
    server.requests.map(({ authorization }) => authorization),
    [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`],
  );
  // Some servers send back what they were sent.
  server.answer = ({ headers }, res) =>
    res.writeHead(401, { location: headers.authorization }).end(headers.authorization);
  await assert.rejects(source.fetch(mark), ({ message }) => {
    assert.match(message, /refuses us \(401\)/);
    assert.doesNotMatch(message, new RegExp(TOKEN));
    return true;
  });
});

test('a token is not sent where a redirect leads', async () => {
  await using elsewhere = await startBundleServer(serving(archive('two'), '"two"'));
  await using server = await startBundleServer((_, res) => res.writeHead(307, { location: elsewhere.url }).end());
  await assert.rejects(follow(server, { token: TOKEN }).fetch(undefined), /redirects \(307\)/);
  assert.deepEqual(elsewhere.requests, []);
});

test('nothing of a query is shown: it may be a signature', async () => {
  await using server = await startBundleServer((_, res) => res.writeHead(500).end());
  const source = follow({ url: `${server.url}?X-Amz-Signature=secret` });
  assert.equal(source.description, server.url);
  await assert.rejects(source.fetch(undefined), ({ message }) => message === `${server.url}: the server answers 500`);
});

test('a server has to have a certificate that is trusted, whatever the environment says', async (t) => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'), tls);
  t.after(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  await assert.rejects(follow(server).fetch(undefined), {
    code: 'bundle_unreadable',
    message: /self-signed certificate/,
  });
  assert.deepEqual(server.requests, []);
});

test('a client shows its certificate, which may be renewed while it runs', async () => {
  const ours = clientCertificate('ours');
  const renewed = clientCertificate('renewed');
  const trusted = [ours.cert, renewed.cert].map((file) => readFileSync(file, 'utf8'));
  const names: string[] = [];
  await using server = await startBundleServer(
    (req, res) => {
      names.push((req.socket as TLSSocket).getPeerCertificate().subject.CN as string);
      res.writeHead(200).end(archive('one'));
    },
    { ...tls, ca: trusted, requestCert: true, rejectUnauthorized: true },
  );
  const source = follow(server, { ca, certificate: ours });
  await source.fetch(undefined);
  execFileSync('cp', [renewed.cert, ours.cert]);
  execFileSync('cp', [renewed.key, ours.key]);
  await source.fetch(undefined);
  assert.deepEqual(names, ['ours', 'renewed']);

  await assert.rejects(follow(server, { ca }).fetch(undefined), { code: 'bundle_unreadable' });
  await assert.rejects(follow(server, { ca, certificate: clientCertificate('theirs') }).fetch(undefined), {
    code: 'bundle_unreadable',
  });
  assert.equal(names.length, 2);
});
