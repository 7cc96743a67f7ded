import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readArchive, writeArchive } from '../../src/bundle/archive.ts';
import { file, tarball } from './tarball.ts';

const whole = await writeArchive([file('data.json', '{}'), file('policy.wasm', 'x'.repeat(5000))]);
const CASES: Record<string, Uint8Array> = {
  'nothing at all': new Uint8Array(),
  'a page of HTML': Buffer.from('<html>502 Bad Gateway</html>'),
  'a gzip file that ends early': whole.subarray(0, whole.length - 20),
  'a gzip file with a wrong check sum': whole.with(whole.length - 6, (whole.at(-6) ?? 0) ^ 1),
  'a tar archive that ends early': gzipSync(gunzipSync(whole).subarray(0, 1500)),
  'a tar archive with a broken header': gzipSync(gunzipSync(whole).fill(1, 0, 100)),
  'a gzip file that is no tar archive': gzipSync('{"data": 1}'.repeat(100)),
  'an archive without a file': gzipSync(Buffer.alloc(1024)),
  'an archive of a folder': await tarball({ header: { name: 'a/', type: 'directory' } }),
};

for (const [name, bytes] of Object.entries(CASES)) {
  test(name, () => assert.rejects(readArchive(bytes), { code: 'bundle_invalid' }));
}
