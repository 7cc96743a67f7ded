import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

const DYING = join(import.meta.dirname, 'dying-gateway.ts');

/** Rego and data of one edition: were they mixed, an answer would show it. */
const policies = (edition: string) => ({
  'policies/p.rego': `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "response_headers", "set": {"x-edition": edition}}]}

edition := sprintf("${edition} %s", [data.edition])

test_edition if edition == "${edition} ${edition}"
`,
  'policies/data.json': `{"edition": "${edition}"}`,
});

/** In the order in which they come, with a moment right after those that change something. */
const MOMENTS = [
  ...[
    'fetched',
    'verified',
    'ordered',
    'compiled',
    'loadable',
    'tested',
    'compared',
    'prepared',
    'committed',
    'persisted',
  ].map((step) => [step, 'before'] as const),
  ['committed', 'after'] as const,
  ['persisted', 'after'] as const,
];

async function editions({ url }: Served): Promise<Set<string | null>> {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => fetch(`${url}/api/x`, { headers: { connection: 'close' } })),
  );
  for (const { status } of answers) assert.equal(status, 200);
  return new Set(answers.map(({ headers }) => headers.get('x-edition')));
}

async function stop(served: Served): Promise<void> {
  served.child.kill('SIGKILL');
  await served.exited;
}

test('killed at each step of an activation', async () => {
  await using upstream = await startUpstream();
  const before = await folderWith({
    'regate.yaml': configuration(upstream.origin, { workers: 2 }),
    ...policies('one'),
  });
  const first = await serve(before);
  assert.deepEqual(await editions(first), new Set(['one one']));
  await stop(first);
  for (const [path, text] of Object.entries(policies('two'))) await writeFile(join(before, path), text);

  for (const [step, moment] of MOMENTS) {
    const folder = await folderWith({});
    await cp(before, folder, { recursive: true });
    const dying = spawn(process.execPath, [DYING, join(folder, 'regate.yaml'), step, moment], { stdio: 'ignore' });
    assert.deepEqual(await once(dying, 'exit'), [null, 'SIGKILL'], `${moment} ${step}`);

    // Without a source, only what is on the disk can serve.
    await rm(join(folder, 'policies'), { recursive: true });
    const next = await serve(folder);
    const wanted = step === 'persisted' && moment === 'after' ? 'two two' : 'one one';
    assert.deepEqual(await editions(next), new Set([wanted]), `${moment} ${step}`);
    await stop(next);
    await rm(folder, { recursive: true });
  }
  await rm(before, { recursive: true });
});
