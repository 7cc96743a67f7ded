import assert from 'node:assert/strict';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import { test } from 'node:test';
import { certificate, key } from '../certificate.ts';
import { endpoint, portOf, probeOnce } from './probed.ts';

for (const [protocol, start] of [
  ['http1', () => createServer({ key, cert: certificate }, (_, res) => res.end('well'))],
  ['h2', () => createSecureServer({ key, cert: certificate }, (_, res) => res.end('well'))],
] as const) {
  test(`${protocol}: with the certificates of the upstream, for the address`, async (t) => {
    const url = `https://127.0.0.1:${await portOf(t, start())}`;
    assert.equal(await probeOnce(t, endpoint(url, {}, { protocol, ca: certificate })), undefined);
    assert.match((await probeOnce(t, endpoint(url, {}, { protocol })))!, /self-signed/);
  });

  test(`${protocol}: for the name of the configuration where DNS found the address`, async (t) => {
    const url = `https://127.0.0.1:${await portOf(t, start())}`;
    const named = (serverName: string) => endpoint(url, {}, { protocol, ca: certificate, serverName });
    assert.equal(await probeOnce(t, named('localhost')), undefined);
    assert.match((await probeOnce(t, named('items.test')))!, /items\.test/);
  });
}
