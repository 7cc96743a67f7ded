import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureSecret, readSecret } from '../../src/config/secret-file.ts';
import { folder } from './fixture.ts';

test('in a file that only its owner may read, and it stays', async (t) => {
  const file = join(await folder(t), 'state/admin-token');
  assert.equal(await readSecret(file, 'admin token'), undefined);
  const token = await ensureSecret(file, 'admin token');
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, 'utf8'), `${token}\n`);
  assert.equal(await ensureSecret(file, 'admin token'), token);
  assert.deepEqual(readdirSync(join(file, '..')), ['admin-token']);
});

test('once, also where many start at once', async (t) => {
  const file = join(await folder(t), 'admin-token');
  const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureSecret(file, 'admin token')));
  assert.equal(new Set(tokens).size, 1);
  assert.deepEqual(readdirSync(join(file, '..')), ['admin-token']);
});

test('a file that others may read is refused, and told how to mend', async (t) => {
  const file = join(await folder(t), 'admin-token');
  const token = await ensureSecret(file, 'admin token');
  for (const mode of [0o640, 0o604, 0o660, 0o777]) {
    chmodSync(file, mode);
    await assert.rejects(ensureSecret(file, 'admin token'), { code: 'config_invalid', message: /chmod 600/ });
    await assert.rejects(readSecret(file, 'admin token'), { code: 'config_invalid' });
  }
  chmodSync(file, 0o400);
  assert.equal(await ensureSecret(file, 'admin token'), token);
});

test('what is no token is refused', async (t) => {
  const path = await folder(t);
  for (const [i, text] of ['', 'short', `${'x'.repeat(30)} y`, `a\n${'b'.repeat(30)}`].entries()) {
    const file = join(path, String(i));
    writeFileSync(file, text, { mode: 0o600 });
    await assert.rejects(ensureSecret(file, 'admin token'), { code: 'config_invalid', message: /holds no secret/ });
  }
  mkdirSync(join(path, 'folder'));
  await assert.rejects(ensureSecret(join(path, 'folder'), 'admin token'), { code: 'config_invalid' });
  symlinkSync('/dev/zero', join(path, 'zero'));
  await assert.rejects(ensureSecret(join(path, 'zero'), 'admin token'), { code: 'config_invalid' });
});

test('a place where none can be written is named', async (t) => {
  const path = await folder(t);
  writeFileSync(join(path, 'file'), '');
  await assert.rejects(ensureSecret(join(path, 'file/token'), 'admin token'), {
    code: 'config_invalid',
    message: /file\/token cannot be/,
  });
});
