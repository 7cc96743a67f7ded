import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ARCHIVE_LIMITS, readArchive } from '../../src/bundle/archive.ts';
import { tarball } from './tarball.ts';

const refused = (message: RegExp) => ({ code: 'bundle_invalid', message });

test('more bytes than allowed', async () => {
  const limits = { ...ARCHIVE_LIMITS, compressed: 10 };
  await assert.rejects(readArchive(new Uint8Array(11), limits), refused(/larger than 10 bytes/));
});

test('a bomb', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await assert.rejects(readArchive(bomb, { ...ARCHIVE_LIMITS, inflated: 1_000_000 }), refused(/inflates to more/));
});

test('more files than allowed', async () => {
  const entries = Array.from({ length: 4 }, (_, index) => ({ header: { name: `${index}.rego` } }));
  const limits = { ...ARCHIVE_LIMITS, files: 3 };
  await assert.rejects(readArchive(await tarball(...entries), limits), refused(/more than 3 files/));
});

test('a longer name than allowed', async () => {
  const bytes = await tarball({ header: { name: 'a'.repeat(1025) } });
  await assert.rejects(readArchive(bytes), refused(/longer than 1024/));
});
