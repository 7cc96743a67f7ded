import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDemo, DEMO_KEY, readDemo } from '../../scripts/demo-bundle.ts';
import { verifyBundle } from '../../src/bundle/signature.ts';
import { contentDigest } from '../../src/toolchain/layout.ts';

test('the demo’s bundle is what policies/ builds to', async () => {
  const { files } = await readDemo();
  assert.equal(contentDigest(files), contentDigest(await buildDemo()), 'run `node scripts/demo-bundle.ts`');
});

test('the demo’s bundle is signed by the key beside it', async () => {
  const { files, pem } = await readDemo();
  const verified = await verifyBundle(files, { [DEMO_KEY.id]: { pem, algorithm: DEMO_KEY.algorithm } });
  assert.equal(verified.keyId, DEMO_KEY.id);
});
