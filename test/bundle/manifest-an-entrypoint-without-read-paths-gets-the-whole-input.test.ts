import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/bundle/manifest.ts';
import { file } from './tarball.ts';

test('an entrypoint that metadata.regate does not list', () => {
  const { regate } = readManifest([
    file(
      '.manifest',
      JSON.stringify({
        wasm: ['a/b', 'a/c'].map((entrypoint) => ({ entrypoint, module: '/policy.wasm' })),
        metadata: { regate: { reads: { 'a/b': [['request', 'method']], 'a/other': 1 } } },
      }),
    ),
    file('policy.wasm', ''),
  ]);
  assert.deepEqual(regate, { reads: { 'a/b': [['request', 'method']], 'a/c': null } });
});
