import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { hostCheck } from '../../src/admin/guard.ts';
import { open, TOKEN } from './fixture.ts';

function statusFor(port: number, host: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { host, authorization: `Bearer ${TOKEN}` };
  request({ host: '127.0.0.1', port, path: '/v1/status', headers, agent: false }, (res) => {
    res.resume();
    resolve(res.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}

test('a page whose name was made to lead here gets nothing', async (t) => {
  const { port } = await open(t);
  for (const host of [
    'evil.example',
    'evil.example:9901',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
  ]) {
    assert.equal(await statusFor(port, host), 421, host);
  }
  for (const host of [`127.0.0.1:${port}`, 'localhost', 'LOCALHOST:80', '[::1]:9901', '127.0.0.2']) {
    assert.equal(await statusFor(port, host), 200, host);
  }
});

test('a listener that others reach has names that only its operator knows', () => {
  for (const address of ['0.0.0.0', '10.0.0.1', '::']) assert.doesNotThrow(() => hostCheck(address)('admin.example'));
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', 'localhost']) {
    assert.throws(() => hostCheck(address)('admin.example'), { code: 'misdirected_request' });
    assert.throws(() => hostCheck(address)(undefined), { code: 'misdirected_request' });
  }
});
