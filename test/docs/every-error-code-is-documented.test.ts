import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '../../src/errors.ts';
import { readPage } from './pages.ts';

const ROW = /^\| `(\w+)` \| (\d+|–) \| (.+?) \| (yes|no) \| (.+) \|$/gm;

test('docs/errors.md is the table of src/errors.ts, with what to do about each', () => {
  const documented = Array.from(readPage('docs/errors.md').matchAll(ROW), ([, code, status, title, again]) => [
    code!,
    { status: status === '–' ? 0 : Number(status), title, retryable: again === 'yes' },
  ]);
  assert.equal(documented.length, Object.keys(ERRORS).length);
  assert.deepEqual(Object.fromEntries(documented), ERRORS);
});
