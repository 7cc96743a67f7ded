import { appendFile, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchPath } from '../../src/config/watch.ts';
import { folder, until } from './fixture.ts';

test('a change of which the system gives no notice is found by looking', async (t) => {
  // The link that changes lies in a folder above, which nobody watches.
  const path = await folder(t, { 'releases/1/a.yaml': '1', 'releases/2/a.yaml': '2' });
  await symlink('releases/1', join(path, 'current'));
  let reported = 0;
  const watch = watchPath(join(path, 'current/a.yaml'), () => reported++, { settle: 10, poll: 30 });
  t.after(() => watch.close());
  await symlink('releases/2', join(path, 'next'));
  await rename(join(path, 'next'), join(path, 'current'));
  await until(() => reported === 1);
});

test('what is not there yet can be watched', async (t) => {
  const path = await folder(t, {});
  let reported = 0;
  const watch = watchPath(join(path, 'later/a.yaml'), () => reported++, { settle: 10, poll: 30 });
  t.after(() => watch.close());
  await mkdir(join(path, 'later'));
  await appendFile(join(path, 'later/a.yaml'), '1');
  await until(() => reported === 1);
  await rm(join(path, 'later'), { recursive: true });
  await until(() => reported === 2);
});
