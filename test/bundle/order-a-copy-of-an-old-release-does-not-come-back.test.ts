import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireNewer } from '../../src/bundle/order.ts';

const standing = (serial?: number, former: string[] = []) => ({ revision: 'r', serial, former: async () => former });
const refused = { code: 'bundle_order' };

test('a serial does not go back', async () => {
  await requireNewer({ serial: 8, archive: 'a' }, standing(7));
  await requireNewer({ serial: 7, archive: 'a' }, standing(7));
  await assert.rejects(requireNewer({ serial: 6, archive: 'a' }, standing(7)), {
    ...refused,
    message: /is 6.*serial 7/,
  });
  await assert.rejects(requireNewer({ archive: 'a' }, standing(7)), { ...refused, message: /bears no serial/ });
  await requireNewer({ serial: 0, archive: 'a' }, standing());
});

test('without serials, what answered before stays away', async () => {
  await requireNewer({ archive: 'new' }, standing(undefined, ['old', 'older']));
  await assert.rejects(requireNewer({ archive: 'older' }, standing(undefined, ['old', 'older'])), refused);
});

test('a serial that stays the same does not let an old archive back either', async () => {
  await assert.rejects(requireNewer({ serial: 7, archive: 'old' }, standing(7, ['old'])), refused);
  await requireNewer({ serial: 8, archive: 'old' }, standing(7, ['old']));
});

test('an operator decides otherwise, and the first one has nothing before it', async () => {
  await requireNewer({ archive: 'old' }, undefined);
});
