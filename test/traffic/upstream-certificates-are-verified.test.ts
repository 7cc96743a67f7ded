import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { upstreamConfig } from '../configured.ts';
import { openUpstreams } from '../open-upstreams.ts';
import { certificate, certificateFile, key } from './certificate.ts';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';

async function startHttps(t: TestContext) {
  const names: (string | false)[] = [];
  let asked = 0;
  const server = createServer({ cert: certificate, key }, (req, res) => {
    asked++;
    names.push((req.socket as unknown as { servername: string | false }).servername);
    res.end(req.headers.host);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let connections = 0;
  server.on('secureConnection', () => connections++);
  t.after(() => server.close());
  return {
    port: (server.address() as AddressInfo).port,
    names,
    asked: () => asked,
    connections: () => connections,
  };
}

test('a certificate of an unknown issuer is a 502, and nothing is sent', async (t) => {
  const upstream = await startHttps(t);
  const gateway = await startGateway(t, { endpoints: [`https://127.0.0.1:${upstream.port}`] });
  assert.equal((await call(gateway.origin)).status, 502);
  assert.equal(upstream.asked(), 0);
  const outcome = await gateway.next();
  assert.ok(outcome instanceof GatewayError);
  assert.match(outcome.message, /SELF_SIGNED/);
});

test('the name is the endpoint’s, whatever Host the client sends', async (t) => {
  const upstream = await startHttps(t);
  const gateway = await startGateway(t, { endpoints: [`https://localhost:${upstream.port}`], ca: certificateFile });
  for (const host of ['api.example', 'other.example', 'localhost']) {
    const answer = await call(gateway.origin, { headers: { host } });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.toString(), host);
  }
  assert.deepEqual(new Set(upstream.names), new Set(['localhost']));
  assert.equal(upstream.connections(), 1);
});

test('an address is verified as such', async (t) => {
  const upstream = await startHttps(t);
  const gateway = await startGateway(t, { endpoints: [`https://127.0.0.1:${upstream.port}`], ca: certificateFile });
  assert.equal((await call(gateway.origin, { headers: { host: 'api.example' } })).status, 200);
});

test('a certificate for another name is a 502, and nothing is sent', async (t) => {
  const upstream = await startHttps(t);
  const gateway = await startGateway(t, { endpoints: [`https://127.0.0.2:${upstream.port}`], ca: certificateFile });
  const server = createServer({ cert: certificate, key }, (_req, res) => res.end());
  await new Promise<void>((resolve) => server.listen(upstream.port, '127.0.0.2', resolve));
  t.after(() => server.close());
  assert.equal((await call(gateway.origin, { headers: { host: 'localhost' } })).status, 502);
  const outcome = await gateway.next();
  assert.ok(outcome instanceof GatewayError);
  assert.match(outcome.message, /ERR_TLS_CERT_ALTNAME_INVALID/);
});

test('a file of certificates that cannot be read is named', () => {
  const main = upstreamConfig(['https://127.0.0.1:1'], { tls: { ca: '/nowhere/ca.pem' } });
  assert.throws(
    () => openUpstreams({ main }),
    (error) =>
      error instanceof GatewayError && error.code === 'config_invalid' && error.message.includes('/nowhere/ca.pem'),
  );
});
