import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { regate } from './command-line.ts';
import { folder } from './fixture.ts';

async function tokenFile(path: string): Promise<string> {
  const file = join(path, 'token');
  writeFileSync(file, 'x'.repeat(30), { mode: 0o600 });
  return file;
}

test('nobody listens', async (t) => {
  const token = await tokenFile(await folder(t));
  const { code, err } = await regate('status', '--admin', 'http://127.0.0.1:1', '--token-file', token);
  assert.equal(code, 3);
  assert.match(err, /unreachable: no gateway answers at http:\/\/127\.0\.0\.1:1: /);
});

test('something else listens', async (t) => {
  const token = await tokenFile(await folder(t));
  const server = createServer((_, res) => res.end('<html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, err } = await regate('decisions', '--admin', url, '--token-file', token);
  assert.equal(code, 3);
  assert.match(err, /no admin interface of Regate/);
});

test('the gateway never started: there is no token', async (t) => {
  const path = await folder(t);
  const { code, err } = await regate('status', '--admin', 'http://127.0.0.1:1', '--token-file', join(path, 'token'));
  assert.equal(code, 3);
  assert.match(err, /does not exist/);
});

test('wrong usage exits with 2', async (t) => {
  const token = await tokenFile(await folder(t));
  for (const args of [
    ['status', '--admin', 'http://127.0.0.1:1'],
    ['status', '--admin', 'file:///etc/passwd', '--token-file', token],
    ['decisions', '--since', 'yesterday'],
    ['decisions', '--limit', '0'],
    ['decisions', '--allow', '--deny'],
    ['activate'],
  ]) {
    assert.equal((await regate(...args)).code, 2, args.join(' '));
  }
});

test('a configuration that is not valid says how to ask nevertheless', async (t) => {
  const file = join(await folder(t), 'regate.yaml');
  writeFileSync(file, 'listeners: 7\n');
  const { code, err } = await regate('status', '-c', file);
  assert.equal(code, 1);
  assert.match(err, /regate\.yaml:1:\d+/);
});
