import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchPath } from '../../src/config/watch.ts';
import { folder, until } from './fixture.ts';

test('neighbours, hidden folders and what is there at the start are no change; a burst is one', async (t) => {
  const path = await folder(t, { 'policies/a.rego': '1', 'policies/.git/index': '1', 'decisions.jsonl': '' });
  let reported = 0;
  const watch = watchPath(join(path, 'policies'), () => reported++, { settle: 100 });
  t.after(() => watch.close());

  await appendFile(join(path, 'decisions.jsonl'), '{}\n');
  await appendFile(join(path, 'policies/.git/index'), '2');
  await mkdir(join(path, 'policies/.git/objects'));
  for (let index = 0; index < 20; index++) await writeFile(join(path, `policies/${index}.rego`), 'x');
  await until(() => reported > 0);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(reported, 1);
});
