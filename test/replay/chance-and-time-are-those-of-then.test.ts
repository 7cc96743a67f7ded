import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared, line, policy } from './fixture.ts';

test('what a built-in drew by chance', async (t) => {
  const after = await policy(`decision := {"allow": rand.intn("x", 1000000000) == 7}`);
  const drawn = { nd_builtin_cache: { 'rand.intn': { '["x",1000000000]': 7 } } };
  const found = await compared(t, { after }, [line({}, { allow: true }, drawn), line({}, { allow: false }, drawn)]);
  assert.deepEqual([found.same, found.flips.allow_to_deny, found.flips.deny_to_allow], [1, 0, 1]);
});

test('the time', async (t) => {
  const ns = (BigInt(Date.parse('2026-01-02T03:04:05Z')) * 1_000_000n).toString();
  const after = await policy(`decision := {"allow": time.now_ns() - ${ns} < 1000000}`);
  const found = await compared(t, { after }, [
    line({}, { allow: true }),
    line({}, { allow: true }, { timestamp: '2027-01-02T03:04:05Z' }),
  ]);
  assert.deepEqual([found.same, found.flips.allow_to_deny], [1, 1]);
});

test('numbers beyond 2^53 keep their digits', async (t) => {
  const after = await policy(`decision := {"allow": input.n == 9007199254740993}`);
  const text = line({ n: 'N' }, { allow: true }).replace('"N"', '9007199254740993');
  assert.equal((await compared(t, { after }, [text])).same, 1);
});
