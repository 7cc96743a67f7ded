import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../gateway/fixture.ts';
import { configuration } from '../gateway/process.ts';
import { startUpstream } from '../gateway/upstream.ts';
import { folderWith } from './regate.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

const POLICY = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow}

default allow := false

allow if {
	print("asked for", input.request.path)
	input.request.method == "GET"
}
`;

test('a change is live, or the line that is wrong is shown', async () => {
  await using upstream = await startUpstream();
  const folder = await folderWith({ 'regate.yaml': configuration(upstream.origin), 'policies/gateway.rego': POLICY });
  const child = spawn(process.execPath, [MAIN, 'dev'], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  let shown = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (shown += text));
  const write = (text: string) => writeFile(join(folder, 'policies/gateway.rego'), text);
  const says = (text: RegExp) => eventually(`it says ${text}, not only: ${shown}`, () => text.exec(shown));
  try {
    const [, url] = await says(/^ready (\S+) admin/m);
    await says(/^live main revision \S+, after \d+ ms$/m);
    assert.equal((await fetch(`${url}/api/printed`)).status, 200);
    await says(/policy: asked for \/api\/printed/);

    await write(POLICY.replace('== "GET"', '== GET'));
    await says(
      /^compiled main: .*\n.*gateway\.rego:11:\d+ rego_unsafe_var_error var GET is unsafe\n {6}input\.request\.method == GET\n +\^\nRevision \S+ goes on\.$/m,
    );
    assert.equal((await fetch(`${url}/api/x`)).status, 200);

    shown = '';
    await write(POLICY.replace('"GET"', '"PUT"'));
    await says(/^live main/m);
    assert.equal((await fetch(`${url}/api/x`)).status, 403);
  } finally {
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  }
});
