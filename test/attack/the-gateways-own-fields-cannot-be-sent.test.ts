import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from './attack.ts';
import { startGateway } from './gateway.ts';
import { fieldOf } from './upstream.ts';
import { send } from './wire.ts';

/** Rows C24, D6, D12: fields by which upstreams recognise the gateway, in spellings that they take for the same. */
const FORGED = [
  'X-Regate-Subject',
  'x-regate-scopes',
  'X-REGATE-ISSUER',
  'X_Regate_Subject',
  'x-regate_subject',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-Forwarded-Uri',
  'X-Forwarded-Prefix',
  'X-Forwarded-Method',
  'X-Forwarded-User',
  'X-Forwarded-Client-Cert',
  'X-Envoy-Original-Path',
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X_HTTP_Method_Override',
  'X-Real-IP',
  'True-Client-IP',
  'X_Forwarded_For',
  'X-Forwarded_For',
  'Client-Cert',
  'Remote-User',
  'Proxy',
  'Content_Length',
  'Transfer_Encoding',
];

test('fields that only the gateway may send are gone before the policy and the upstream look', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());

  const lines = FORGED.map((name) => `${name}: forged`);
  const { responses } = await send(gateway.port, get('/items', ...lines, 'X-Harmless: 1', 'api_key: 2'));

  assert.deepEqual(
    responses.map(({ status }) => status),
    [200],
  );
  const arrived = gateway.upstream.arrived[0]!;
  assert.deepEqual(
    arrived.rawHeaders.filter((value) => value === 'forged'),
    [],
  );
  assert.deepEqual(gateway.decided[0]!.headers, ['x-harmless', '1', 'api_key', '2']);
  assert.equal(fieldOf(arrived, 'x-regate-subject'), 'verified');
  assert.equal(fieldOf(arrived, 'x-harmless'), '1');
  assert.equal(fieldOf(arrived, 'api_key'), '2');
});

test('an id, addresses and a host of a stranger are replaced by what the gateway knows', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());

  const lines = [
    'X-Request-Id: forged',
    'Forwarded: for=6.6.6.6;host=evil;proto=https',
    'X-Forwarded-For: 6.6.6.6',
    'X-Forwarded-Host: evil',
    'X-Forwarded-Proto: https',
  ];
  await send(gateway.port, get('/items', ...lines));

  const arrived = gateway.upstream.arrived[0]!;
  const request = gateway.decided[0]!;
  assert.equal(request.client.address, '127.0.0.1');
  assert.equal(request.scheme, 'http');
  assert.match(request.id, /^[0-9a-f-]{36}$/);
  assert.equal(fieldOf(arrived, 'x-request-id'), request.id);
  assert.equal(fieldOf(arrived, 'forwarded'), 'for=127.0.0.1;host="a";proto=http');
  assert.equal(fieldOf(arrived, 'x-forwarded-for'), '127.0.0.1');
  assert.equal(fieldOf(arrived, 'x-forwarded-host'), 'a');
  assert.equal(fieldOf(arrived, 'x-forwarded-proto'), 'http');
});
