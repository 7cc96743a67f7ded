import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';

for (const rewrite of [true, false]) {
  test(`what needs more is refused, the next call is answered, ${rewrite ? 'rewritten' : 'as it came'}`, async () => {
    const built = await compile('decision := count(numbers.range(1, input.n))');
    const memory = 8 << 20;
    const { evaluate } = entrypoint(load(await prepare(built, { memory, rewrite }), { deadline: 5000 }));
    for (let i = 0; i < 100; i++) {
      assert.throws(() => evaluate({ n: 1_000_000 }), fault('policy_unavailable', /opa_malloc/));
      assert.equal(evaluate({ n: 10 + i }).value, 10 + i);
      assert.equal(evaluate({ n: 40_000 }).value, 40_000);
    }
  });
}

test('an input that does not fit is refused, whatever its size', async () => {
  const built = await compile('decision := count(input.body)');
  const { evaluate } = entrypoint(load(await prepare(built, { memory: 8 << 20 })));
  for (const length of [10_000_000, 3_000_000, 100_000_000]) {
    assert.throws(() => evaluate({ body: 'x'.repeat(length) }), fault('policy_unavailable', /opa_malloc/));
    assert.equal(evaluate({ body: 'xyz' }).value, 3);
  }
});

test('data that does not fit is refused when the bundle is loaded', async () => {
  const built = await compile('decision := count(data.list)');
  const data = { list: Array.from({ length: 100_000 }, (_, i) => ({ i })) };
  await assert.rejects(prepare(built, { memory: 8 << 20, data }), fault('bundle_invalid', /evaluation\.memory/));
});
