import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { opa } from '../bundle/opa-cli.ts';
import { ALLOW_ALL, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const DEMO = join(import.meta.dirname, '../../bundles/demo.tar.gz');

/** Denies what is not a GET, by a rule and a list of data. */
const BY_METHOD = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow, "reasons": [{"code": "by_opa", "public": true}]}

default allow := false

allow if input.request.method in data.methods
`;

test('a bundle that opa built is served', { timeout: 300_000 }, async () => {
  await using upstream = await startUpstream();
  await using running = await start({
    endpoints: [upstream.origin],
    policies: { 'gateway.rego': ALLOW_ALL },
    files: { 'opa/gateway.rego': BY_METHOD, 'opa/data.json': JSON.stringify({ methods: ['GET'] }) },
  });
  const bundle = join(running.folder, 'opa.tar.gz');
  await opa('build', '-t', 'wasm', '--revision', 'made-by-opa', '-b', join(running.folder, 'opa'), '-o', bundle);
  await running.configure({ bundles: { main: { source: { path: './opa.tar.gz' }, entrypoint: 'gateway/decision' } } });
  while (running.gateway.control.bundles().main?.active !== 'made-by-opa') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
  const denied = await fetch(`${running.url}/api/x`, { method: 'POST' });
  assert.equal(denied.status, 403);
  assert.deepEqual(((await denied.json()) as { reasons: unknown }).reasons, [{ code: 'by_opa' }]);
  const [event] = await running.events(1);
  assert.equal(event?.bundles.main?.revision, 'made-by-opa');
});

test('opa inspects the bundle of the demo', { timeout: 300_000 }, async () => {
  const text = await opa('inspect', '--annotations', DEMO);
  assert.match(text, /gateway\/decision/);
});
