import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, readPage } from './pages.ts';

test('docs/bundles.md lists the steps of admission in their order', () => {
  const source = readFileSync(join(ROOT, 'src/bundle/status.ts'), 'utf8');
  const [, union = ''] = /export type StepName =([^;]+);/.exec(source) ?? [];
  const steps = Array.from(union.matchAll(/'(\w+)'/g), ([, name]) => name);
  const documented = readPage('docs/bundles.md').matchAll(/^\| `(\w+)` \| (?:both|a file|a folder) \|/gm);
  assert.ok(steps.length > 0);
  assert.deepEqual(
    Array.from(documented, ([, name]) => name),
    steps,
  );
});
