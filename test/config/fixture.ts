import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { GatewayError } from '../../src/errors.ts';

/** The smallest valid configuration. */
export const MINIMAL = `
bundles: {main: {source: {path: ./policies}}}
upstreams: {items: {endpoints: ["http://127.0.0.1:9101"]}}
routes: [{id: items, match: {path: "/**"}, authenticate: [], upstream: items}]
`;

/** A fresh folder with these files, removed after the test. */
export async function folder(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'regate-config-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

/** Loads `text` as a configuration that lies beside `files`. */
export async function load(t: TestContext, text: string, files: Readonly<Record<string, string>> = {}, env = {}) {
  const path = await folder(t, { ...files, 'regate.yaml': text });
  return loadConfig(join(path, 'regate.yaml'), { env });
}

/** What is wrong with `text`, as `row:col: message`. */
export async function complaints(
  t: TestContext,
  text: string,
  files: Readonly<Record<string, string>> = {},
  env = {},
): Promise<string[]> {
  const error = await load(t, text, files, env).then(
    () => undefined,
    (thrown: GatewayError) => thrown,
  );
  if (error && error.code !== 'config_invalid') throw error;
  return (error?.findings ?? []).map(({ row, col, message }) => `${row}:${col}: ${message}`);
}

/** Resolves when `done` says so, asking every few milliseconds. */
export async function until(done: () => boolean | Promise<boolean>, timeout = 5000): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await done())) {
    if (performance.now() > end) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
