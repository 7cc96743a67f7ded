import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readArchive } from '../../src/bundle/archive.ts';
import { tarball, texts } from './tarball.ts';

const ODD_NAMES = ['../x', 'a/../../x', 'a/./b', 'a//b', 'a\\b', '..', 'a\u0000b', 'a\nb', '/../x', './', '//x'];

for (const name of ODD_NAMES) {
  test(`the name ${JSON.stringify(name)}`, async () => {
    const bytes = await tarball({ header: { name: 'x', pax: { path: name } }, text: '1' });
    await assert.rejects(readArchive(bytes), { code: 'bundle_invalid' });
  });
}

for (const type of ['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const) {
  test(`a ${type}`, async () => {
    await assert.rejects(readArchive(await tarball({ header: { name: 'data.json', type, linkname: '/etc/passwd' } })), {
      code: 'bundle_invalid',
      message: /is a /,
    });
  });
}

test('a second file of one name, with and without a slash', async () => {
  const bytes = await tarball(
    { header: { name: 'policy.wasm' }, text: 'good' },
    { header: { name: '/policy.wasm' }, text: 'bad' },
  );
  await assert.rejects(readArchive(bytes), { code: 'bundle_invalid', message: /twice/ });
});

test('a negative size in base 256', async () => {
  const raw = gunzipSync(await tarball({ header: { name: 'data.json' }, text: '{}' }));
  raw.fill(0xff, 124, 136);
  raw.fill(0x20, 148, 156);
  const sum = raw.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  raw.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  await assert.rejects(readArchive(gzipSync(raw)), { code: 'bundle_invalid' });
});

test('while slashes and dots at the start, folders and long names are what tar and opa write', async () => {
  const long = `${'f/'.repeat(150)}a.rego`;
  const bytes = await tarball(
    { header: { name: './', type: 'directory' } },
    { header: { name: './roles/', type: 'directory' } },
    { header: { name: './roles/data.json' }, text: '1' },
    { header: { name: '/policy.wasm' }, text: '2' },
    { header: { name: long }, text: '3' },
  );
  assert.deepEqual(texts(await readArchive(bytes)), { 'roles/data.json': '1', 'policy.wasm': '2', [long]: '3' });
});
