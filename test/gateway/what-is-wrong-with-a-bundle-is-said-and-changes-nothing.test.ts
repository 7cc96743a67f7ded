import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArchive, writeArchive } from '../../src/bundle/archive.ts';
import { ALLOW_ALL, eventually, type Running, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const BUNDLES = join(import.meta.dirname, '../../bundles');

interface Wrong {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  readonly step: string;
  readonly says: RegExp;
}

const rule = (body: string) => `package gateway\n\n# METADATA\n# entrypoint: true\n${body}\n`;

const WRONG: readonly Wrong[] = [
  {
    name: 'a syntax error',
    files: { 'gateway.rego': 'package gateway\n\ndecision := {' },
    code: 'policy_invalid',
    step: 'compiled',
    says: /gateway\.rego","row":3/,
  },
  {
    name: 'a failing test',
    files: {
      'gateway.rego': ALLOW_ALL,
      'gateway_test.rego': 'package gateway_test\n\nimport data.gateway\n\ntest_deny if not gateway.decision.allow\n',
    },
    code: 'policy_tests_failed',
    step: 'tested',
    says: /gateway_test\.rego","row":5.*test_deny/,
  },
  {
    name: 'a missing entrypoint',
    files: { 'gateway.rego': 'package other\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": true}\n' },
    code: 'policy_invalid',
    step: 'compiled',
    says: /gateway\/decision/,
  },
  {
    name: 'a built-in that is refused',
    files: {
      'gateway.rego': rule('decision := {"allow": http.send({"url": "http://x", "method": "GET"}).status_code == 200}'),
    },
    code: 'policy_invalid',
    step: 'compiled',
    says: /gateway\.rego","row":5.*http\.send/,
  },
];

async function assertServes(running: Running): Promise<void> {
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
}

for (const { name, files, code, step, says } of WRONG) {
  test(`${name}: the bundle before it serves, and the status says what, where and why`, async () => {
    await using upstream = await startUpstream();
    await using running = await start({ endpoints: [upstream.origin] });
    const { active } = running.gateway.control.bundles().main!;
    for (const [path, text] of Object.entries(files)) await running.write(`policies/${path}`, text);
    const status = await eventually('the failure', async () => {
      const { bundles } = (await (await running.admin('/v1/status')).json()) as ReturnType<
        Running['gateway']['control']['status']
      >;
      return bundles.main?.state === 'failed' && bundles.main;
    });
    assert.equal(status.active, active);
    assert.equal(status.error?.code, code);
    assert.match(JSON.stringify(status.error), says);
    assert.deepEqual(
      status.steps.filter(({ state }) => state === 'failed').map((one) => one.name),
      [step],
    );
    await assertServes(running);
  });
}

test('a bundle file whose content was changed after it was signed is refused', async () => {
  await using upstream = await startUpstream();
  const policies = { 'gateway.rego': ALLOW_ALL };
  await using running = await start({ endpoints: [upstream.origin], policies });
  const files = await readArchive(await readFile(join(BUNDLES, 'demo.tar.gz')));
  const tampered = files.map((file) => {
    return file.name === 'data.json'
      ? { ...file, bytes: Buffer.from(`${Buffer.from(file.bytes)} `.replace('GET', 'PUT')) }
      : file;
  });
  await writeFile(join(running.folder, 'tampered.tar.gz'), await writeArchive(tampered));
  const keys = { demo: { file: join(BUNDLES, 'demo.pub.pem'), algorithm: 'ES256' } };
  const source = { path: './tampered.tar.gz' };
  await running.configure({ bundles: { main: { source, entrypoint: 'gateway/decision', keys } } });
  const { error } = await eventually('the refusal', async () => {
    const status = running.gateway.control.status().config;
    return status.error && status;
  });
  assert.equal(error?.code, 'bundle_signature');
  assert.match(error?.message ?? '', /data\.json/);
  await assertServes(running);
});
