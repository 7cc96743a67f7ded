import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { start } from './fixture.ts';

test('the status names the mistake while it is there, and nothing changes', async () => {
  await using running = await start({ endpoints: ['http://127.0.0.1:9'] });
  const before = await readFile(join(running.folder, 'regate.yaml'), 'utf8');
  const status = () => running.gateway.control.status();
  const { generation } = status();

  await running.configure({ nonsense: 1 });
  while (status().config.error === null) await pause(10);
  assert.equal(status().config.error?.code, 'config_invalid');

  await running.write('regate.yaml', before);
  while (status().config.error !== null) await pause(10);
  assert.equal(status().generation, generation);
});
