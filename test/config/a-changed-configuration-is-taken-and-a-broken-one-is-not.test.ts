import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { watchConfig } from '../../src/config/reload.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import type { GatewayError } from '../../src/errors.ts';
import { folder, MINIMAL, until } from './fixture.ts';

const TEXT = `api_keys: {partners: {file: keys.yaml}}\n${MINIMAL}`;

async function watching(t: TestContext) {
  const path = await folder(t, { 'regate.yaml': TEXT, 'keys.yaml': '{}' });
  const current = await loadConfig(join(path, 'regate.yaml'), { env: {} });
  const configs: GatewayConfig[] = [];
  const errors: GatewayError[] = [];
  const start = () => {
    const watch = watchConfig(current, {
      env: {},
      onChange: (config) => configs.push(config),
      onError: (error) => errors.push(error),
    });
    t.after(() => watch.close());
  };
  return { path, configs, errors, start };
}

test('a changed configuration is taken', async (t) => {
  const { path, configs, start } = await watching(t);
  start();
  await writeFile(join(path, 'regate.yaml'), `workers: 7\n${TEXT}`);
  await until(() => configs.length > 0);
  assert.match(configs[0]!.digest, /^[0-9a-f]{64}$/);
  assert.equal(configs.length, 1);
});

test('a change before the watch began is taken too', async (t) => {
  const { path, configs, start } = await watching(t);
  await writeFile(join(path, 'keys.yaml'), '{ }');
  start();
  await until(() => configs.length === 1);
});

test('a changed file that it names gives a new configuration', async (t) => {
  const { path, configs, start } = await watching(t);
  start();
  await writeFile(join(path, 'regate.yaml'), `${TEXT}\n`);
  await until(() => configs.length === 1);
  await writeFile(join(path, 'keys.yaml'), '{ }');
  await until(() => configs.length === 2);
});

test('a broken one is reported once and changes nothing; the repaired one is taken', async (t) => {
  const { path, configs, errors, start } = await watching(t);
  start();
  await writeFile(join(path, 'regate.yaml'), `worker: 7\n${TEXT}`);
  await until(() => errors.length > 0);
  assert.equal(errors[0]!.code, 'config_invalid');
  assert.deepEqual(
    errors[0]!.findings.map(({ row, col, message }) => [row, col, message]),
    [[1, 1, 'worker: unknown key; did you mean `workers`?']],
  );
  await writeFile(join(path, 'regate.yaml'), `workers: 7\n${TEXT}`);
  await until(() => configs.length > 0);
  assert.deepEqual([configs.length, errors.length], [1, 1]);
});

test('a mistake that is taken back gives the configuration from before again', async (t) => {
  const { path, configs, errors, start } = await watching(t);
  start();
  await writeFile(join(path, 'regate.yaml'), `worker: 7\n${TEXT}`);
  await until(() => errors.length > 0);
  await writeFile(join(path, 'regate.yaml'), TEXT);
  await until(() => configs.length > 0);
  assert.deepEqual(configs[0]!.digest, (await loadConfig(join(path, 'regate.yaml'), { env: {} })).digest);
});

test('the same text again is no new configuration', async (t) => {
  const { path, configs, errors, start } = await watching(t);
  start();
  await rm(join(path, 'keys.yaml'));
  await until(() => errors.length === 1);
  await writeFile(join(path, 'keys.yaml'), '{}');
  await writeFile(join(path, 'regate.yaml'), `${TEXT}\n`);
  await until(() => configs.length === 1);
  await writeFile(join(path, 'regate.yaml'), TEXT);
  await until(() => configs.length === 2);
  await writeFile(join(path, 'regate.yaml'), TEXT);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual([configs.length, errors.length], [2, 1]);
});

test('a file that was missing is found once it is there, wherever it lies', async (t) => {
  const { path, configs, errors, start } = await watching(t);
  start();
  await writeFile(join(path, 'regate.yaml'), TEXT.replace('keys.yaml', 'elsewhere.yaml'));
  await until(() => errors.length === 1);
  await writeFile(join(path, 'elsewhere.yaml'), '{}');
  await until(() => configs.length === 1);
});
