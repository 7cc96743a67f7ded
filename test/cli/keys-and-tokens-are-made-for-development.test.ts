import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  authenticate,
  authenticator,
  bearer,
  configure,
  folder,
  issuer,
  request,
} from '../request/authenticate/fixture.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

function regate(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test('a key and a token made by the command line pass the gateway', async (t) => {
  const path = join(await folder(t), 'made');
  const made = regate('keys', 'issuer', '--out', path);
  const [privateKey, keySet] = made.out.trim().split('\n') as [string, string];
  assert.equal((await stat(privateKey)).mode & 0o777, 0o600);

  const options = ['--issuer', 'https://issuer.example', '--audience', 'api', '--subject', 'alice'];
  const more = [
    '--scope',
    'items:read',
    '--scope',
    'items:write',
    '--claim',
    'roles=["clerk"]',
    '--claim',
    'tier=gold',
  ];
  const token = regate('token', '--key', privateKey, ...options, ...more);
  assert.equal(token.code, 0, token.err);

  const config = await configure([await issuer(t, [], { jwks: { file: keySet } })]);
  const stage = await authenticator(t, config, { now: Date.now() });
  const { subject } = await authenticate(stage, bearer(token.out.trim()));
  assert.deepEqual([subject.id, subject.scopes], ['alice', ['items:read', 'items:write']]);
  assert.deepEqual([subject.claims.roles, subject.claims.tier], [['clerk'], 'gold']);
});

test('an API key made by the command line passes with the entry that is printed beside it', async (t) => {
  const { out } = regate('keys', 'api-key', 'acme', '--scope', 'items:read', '--attribute', 'tier=gold');
  const [key, entry] = out.trim().split('\n') as [string, string];
  const file = join(await folder(t), 'keys.yaml');
  await writeFile(file, `keys:\n  ${entry}\n`);
  const stage = await authenticator(t, await configure([], [{ name: 'partners', file, header: 'x-api-key' }]));
  const { subject } = await authenticate(stage, request({ 'x-api-key': key }));
  assert.deepEqual([subject.id, subject.scopes, subject.claims.tier], ['acme', ['items:read'], 'gold']);
});

test('a key that is there already is not replaced, and wrong usage exits with 2', async (t) => {
  const path = await folder(t);
  assert.equal(regate('keys', 'issuer', '--out', path).code, 0);
  const key = join(path, 'issuer.jwk');
  const token = ['token', '--key', key, '--issuer', 'i', '--audience', 'a', '--subject', 's'];
  for (const args of [
    ['keys', 'issuer', '--out', path],
    ['keys', 'issuer', '--out', join(path, 'other'), '--algorithm', 'HS256'],
    ['keys', 'api-key', 'a_b'],
    [...token.slice(0, -2)],
    [...token, '--expires', 'soon'],
    [...token, '--claim', 'roles'],
    ['token', '--key', join(path, 'jwks.json'), ...token.slice(3)],
  ]) {
    assert.equal(regate(...args).code, 2, args.join(' '));
  }
});
