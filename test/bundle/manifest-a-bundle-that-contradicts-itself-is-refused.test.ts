import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/bundle/manifest.ts';
import { file } from './tarball.ts';

const resolver = { entrypoint: 'gateway/decision', module: '/policy.wasm' };
const good = { revision: 'r1', roots: ['gateway', 'roles'], wasm: [resolver] };

/** A bundle with these members in its manifest, and these other files. */
const bundle = (manifest: object, ...files: [name: string, text: string][]) => [
  file('.manifest', JSON.stringify({ ...good, ...manifest })),
  file('policy.wasm', '\0asm'),
  ...files.map(([name, text]) => file(name, text)),
];

test('the plain case is read', () => {
  const read = readManifest(bundle({}, ['roles/data.json', '{"grants": {}}'], ['gateway/a.rego', 'package gateway']));
  assert.deepEqual(
    { ...read, module: read.module.length, data: Buffer.from(read.data).toString() },
    {
      revision: 'r1',
      roots: good.roots,
      entrypoints: ['gateway/decision'],
      module: 4,
      data: '{"roles":{"grants":{}}}',
    },
  );
});

const CASES: Record<string, [files: { name: string; bytes: Uint8Array }[], reason: RegExp]> = {
  'no manifest': [[file('policy.wasm', '')], /no \.manifest/],
  'a manifest that is not JSON': [[file('.manifest', '{')], /not JSON/],
  'a manifest that is not an object': [[file('.manifest', '[]')], /not an object/],
  'an unknown member': [bundle({ root: [] }), /unknown member "root"/],
  'a revision that is a number': [bundle({ revision: 1 }), /revision/],
  'roots that are no list': [bundle({ roots: 'gateway' }), /roots/],
  'roots that overlap': [bundle({ roots: ['gateway', 'gateway/a'] }), /overlap/],
  'a root beside the empty root': [bundle({ roots: ['gateway', ''] }), /overlap/],
  'data outside the roots': [bundle({}, ['data.json', '{"secrets": 1}']), /\/secrets/],
  'data in a folder outside the roots': [bundle({}, ['rolesx/data.json', '1']), /\/rolesx/],
  'data above a root that is no object': [bundle({ roots: ['gateway', 'a/b'] }, ['data.json', '{"a": 1}']), /\/a /],
  'two values for one path': [bundle({}, ['roles/data.json', '1'], ['data.json', '{"roles": 2}']), /second value/],
  'data that is no object': [bundle({ roots: [''] }, ['data.json', '[]']), /not an object/],
  'data in YAML': [bundle({}, ['roles/data.yaml', 'a: 1']), /JSON/],
  'an entrypoint outside the roots': [bundle({ wasm: [{ ...resolver, entrypoint: 'other/decision' }] }), /outside/],
  'an entrypoint that is claimed twice': [bundle({ wasm: [resolver, resolver] }), /twice/],
  'a module that is not there': [bundle({ wasm: [{ ...resolver, module: '/other.wasm' }] }), /other\.wasm/],
  'several modules': [bundle({ wasm: [resolver, { entrypoint: 'gateway/b', module: '/b.wasm' }] }), /several/],
  'an entry of the wrong form': [bundle({ wasm: ['gateway/decision'] }), /entry/],
  'a delta bundle': [bundle({}, ['patch.json', '{"data": []}']), /delta/],
  'a second manifest': [bundle({}, ['gateway/.manifest', '{}']), /only manifest/],
  'a manifest in protobuf': [bundle({}, ['.manifest.pb', '']), /only manifest/],
  'read paths of the wrong form': [bundle({ metadata: { regate: { reads: { 'gateway/decision': ['a'] } } } }), /reads/],
  'read paths that are missing': [bundle({ metadata: { regate: {} } }), /reads/],
};

for (const [name, [files, reason]] of Object.entries(CASES)) {
  test(name, () => assert.throws(() => readManifest(files), { code: 'bundle_invalid', message: reason }));
}

test('a bundle that was not compiled', () => {
  assert.throws(() => readManifest(bundle({ wasm: [] })), { code: 'bundle_entrypoint', message: /regate build/ });
});
