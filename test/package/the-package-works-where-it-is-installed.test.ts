import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { type Packed, packAndInstall, ROOT } from './packed.ts';

let packed: Packed;

before(async () => {
  packed = await packAndInstall();
  await cp(join(packed.folder, 'node_modules/regate/policies'), join(packed.folder, 'policies'), { recursive: true });
});

after(() => packed?.remove());

test('it has the compiled sources, the toolchain, and what a user may want to read', () => {
  const compiled = globSync('**/*.ts', { cwd: join(ROOT, 'src') })
    .filter((file) => !file.endsWith('.d.ts'))
    .map((file) => `dist/${file.replace(/\.ts$/, '.js')}`);
  const scripts = packed.files.filter((file) => file.endsWith('.js'));
  assert.deepEqual(scripts.sort(), compiled.sort());

  for (const file of ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'package.json', 'dist/opa.wasm.br'])
    assert.ok(packed.files.includes(file), file);
  for (const file of globSync('{docs/*.md,schemas/*.json,bundles/*}', { cwd: ROOT }))
    assert.ok(packed.files.includes(file), file);
  const licence = readFileSync(join(packed.folder, 'node_modules/regate/LICENSE'), 'utf8');
  assert.match(licence, /Apache License\s+Version 2\.0, January 2004/);
});

test('it has nothing else: no sources, no tests, no state', () => {
  const expected =
    /^([A-Z]+(\.md)?|package\.json|dist\/.+\.js|dist\/opa\.wasm\.br|opa\/refused\.json|(docs|schemas|policies|bundles)\/.+)$/;
  const others = packed.files.filter((file) => !expected.test(file) || /\.(jwk|key|token|jsonl|map)$/.test(file));
  assert.deepEqual(others, []);
});

test('regate --version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  assert.equal(await packed.regate('--version'), `${version}\n`);
});

test('regate test and regate build work on the policies of the package', async () => {
  assert.match(await packed.regate('test', 'policies', '--threshold', '100'), /^\d+ passed, 100\.0 % covered/);
  const built = JSON.parse(await packed.regate('build', 'policies', '-o', 'policies.tar.gz', '--json'));
  assert.deepEqual(built.entrypoints, ['gateway/decision']);
});

test('regate serve decides about requests, with a folder of Rego as its bundle', async (t) => {
  const upstream = createServer((req, res) => res.end(`${req.method} ${req.url}`)).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  t.after(() => upstream.close());
  await writeFile(join(packed.folder, 'regate.yaml'), configuration((upstream.address() as AddressInfo).port));

  const child = spawn(packed.command, ['serve', '--json'], { cwd: packed.folder, env: packed.env });
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const [url] = JSON.parse(line).listeners;

  const allowed = await fetch(`${url}/public/page`);
  assert.deepEqual([allowed.status, await allowed.text()], [200, 'GET /public/page']);
  const denied = await fetch(`${url}/items`);
  assert.deepEqual([denied.status, ((await denied.json()) as { code: string }).code], [403, 'denied']);

  child.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
  const events = (await readFile(join(packed.folder, 'decisions.jsonl'), 'utf8')).trim().split('\n');
  assert.deepEqual(
    events.map((event) => JSON.parse(event).http.outcome),
    ['allowed', 'denied'],
  );
});

function configuration(port: number): string {
  const route = (id: string, path: string) => ({ id, match: { path }, authenticate: [], upstream: 'main' });
  return JSON.stringify({
    listeners: [{ port: 0 }],
    admin: { port: 0 },
    workers: 1,
    bundles: { main: { source: { path: './policies' } } },
    upstreams: { main: { endpoints: [`http://127.0.0.1:${port}`] } },
    routes: [route('public', '/public/**'), route('items', '/items')],
    audit: { file: { path: './decisions.jsonl' } },
  });
}
