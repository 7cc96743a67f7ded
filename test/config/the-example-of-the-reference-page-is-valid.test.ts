import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { load } from './fixture.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

test('the example of the reference page is valid', async (t) => {
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  const config = await load(t, example, { 'jwks.json': '{}', 'keys.yaml': '{}' });
  assert.deepEqual(
    config.routes.map(({ id }) => id),
    ['items', 'public'],
  );
});
