import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** A small policy, with tests that pass. */
export const POLICY = {
  'policies/gateway/decision.rego':
    '# METADATA\n# title: Gateway\npackage gateway\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": allow}\n\ndefault allow := false\n\nallow if input.request.method == "GET"\n',
  'policies/gateway/decision_test.rego':
    'package gateway_test\n\nimport data.gateway\n\ntest_get if gateway.decision.allow with input.request.method as "GET"\n\ntest_post if not gateway.decision.allow with input.request.method as "POST"\n',
} as const;

/** Makes a folder with these files, which goes when the tests of the file are done. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-cli-'));
  after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a folder, as a user without a terminal does. */
export async function regate(
  cwd: string,
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...env } });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { status, stdout, stderr };
}
