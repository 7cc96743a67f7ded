import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptOf, asksForWebSocket, checkHandshake, createKey } from '../../src/http/websocket.ts';

const GOOD = { method: 'GET', httpVersion: '1.1', version: '13', key: 'dGhlIHNhbXBsZSBub25jZQ==' };

test('the key and the accept of RFC 6455, section 1.3', () => {
  checkHandshake(GOOD);
  assert.equal(acceptOf(GOOD.key), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  checkHandshake({ ...GOOD, key: createKey() });
});

test('what asks for a WebSocket', () => {
  for (const [upgrade, connection] of [
    ['websocket', 'Upgrade'],
    ['WebSocket', 'keep-alive, upgrade'],
    ['h2c, websocket', 'UPGRADE'],
  ] as const) {
    assert.equal(asksForWebSocket('1.1', upgrade, connection), true);
    assert.equal(asksForWebSocket('1.0', upgrade, connection), false);
  }
  for (const [upgrade, connection] of [
    ['h2c', 'Upgrade'],
    ['websocket/13', 'Upgrade'],
    ['websocket', undefined],
    ['websocket', 'close'],
    ['websocket', 'upgrade-insecure'],
    [undefined, 'Upgrade'],
  ] as const) {
    assert.equal(asksForWebSocket('1.1', upgrade, connection), false);
  }
});

test('what is no handshake', () => {
  for (const wrong of [
    { method: 'POST' },
    { key: undefined },
    { key: '' },
    { key: 'dGhlIHNhbXBsZSBub25jZR==' },
    { key: 'dGhlIHNhbXBsZSBub25j' },
    { key: `${GOOD.key}, ${GOOD.key}` },
    { method: 'GET', httpVersion: '2.0' },
  ]) {
    assert.throws(() => checkHandshake({ ...GOOD, ...wrong }), { code: 'bad_request' }, JSON.stringify(wrong));
  }
  checkHandshake({ method: 'CONNECT', httpVersion: '2.0', version: '13', key: undefined });
});

test('another version learns which one is spoken, in the fields of its protocol', () => {
  for (const version of [undefined, '8', '13, 8']) {
    assert.throws(() => checkHandshake({ ...GOOD, version }), {
      code: 'websocket_version',
      headers: { 'sec-websocket-version': '13', upgrade: 'websocket', connection: 'upgrade, close' },
    });
  }
  assert.throws(() => checkHandshake({ method: 'CONNECT', httpVersion: '2.0', version: '8', key: undefined }), {
    code: 'websocket_version',
    headers: { 'sec-websocket-version': '13' },
  });
});
