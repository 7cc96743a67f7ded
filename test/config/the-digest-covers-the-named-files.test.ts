import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { folder, MINIMAL } from './fixture.ts';

test('the digest changes with the file and with every file that it names, and with nothing else', async (t) => {
  const text = `api_keys: {partners: {file: keys.yaml}}\n${MINIMAL}`;
  const path = await folder(t, { 'regate.yaml': text, 'keys.yaml': '{}', other: '' });
  const digest = async () => (await loadConfig(join(path, 'regate.yaml'), { env: {} })).digest;

  const first = await digest();
  await writeFile(join(path, 'other'), 'x');
  assert.equal(await digest(), first);

  await writeFile(join(path, 'keys.yaml'), '{ }');
  const second = await digest();
  assert.notEqual(second, first);

  await writeFile(join(path, 'regate.yaml'), `${text}\n`);
  assert.notEqual(await digest(), second);
});
