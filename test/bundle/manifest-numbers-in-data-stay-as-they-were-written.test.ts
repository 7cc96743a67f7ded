import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/bundle/manifest.ts';
import { file } from './tarball.ts';

test('numbers that no double holds, and keys that objects have by themselves', () => {
  const { data } = readManifest([
    file('.manifest', '{"wasm": [{"entrypoint": "a/b", "module": "/policy.wasm"}]}'),
    file('policy.wasm', ''),
    file('data.json', '{"big": 12345678901234567890, "exact": 1.10, "__proto__": {"x": 1e3}}'),
    file('a/data.json', '[-0]'),
  ]);
  assert.equal(
    Buffer.from(data).toString(),
    '{"big":12345678901234567890,"exact":1.10,"__proto__":{"x":1e3},"a":[-0]}',
  );
});
