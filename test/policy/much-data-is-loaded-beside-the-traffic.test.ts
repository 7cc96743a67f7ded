import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/policy/engine.ts';
import type { PreparedPolicy } from '../../src/policy/prepared.ts';
import { compile, entrypoint, fault, prepare } from './fixture.ts';
import { withBody } from './hostile.ts';

const words = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`word-${i}`, { id: i, tags: ['a', 'b'] }]));
const REGO = 'decision := data.words[input.word].id';

/** The longest for which the event loop did not turn while `run` went on, as a part of the time that it took. */
async function longestPause(run: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const start = performance.now();
  let last = start;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await run();
  clearInterval(timer);
  return longest / (performance.now() - start);
}

test('the thread that asks goes on with its work', async () => {
  const built = await compile(REGO);
  let prepared: PreparedPolicy | undefined;
  const text = JSON.stringify({ words });
  const preparing = await longestPause(async () => {
    prepared = await prepare(built, { data: text, memory: 512 << 20 });
  });
  assert.ok(prepared !== undefined && prepared.image.bytes.length > 20 << 20);
  let engine: Engine | undefined;
  const opening = await longestPause(async () => {
    engine = await Engine.open(prepared as PreparedPolicy, { deadline: 1000 });
  });
  assert.equal(entrypoint(engine as Engine).evaluate({ word: 'word-99999' }).value, 99_999);
  assert.ok(preparing < 0.3 && opening < 0.5, `paused for ${preparing} and ${opening} of the time`);
});

test('a module that does not start ends the thread, not the process', { timeout: 60_000 }, async () => {
  const built = await compile(REGO);
  const wasm = withBody(built.wasm, '_initialize', [0x00, 0x0b]);
  await assert.rejects(
    prepare({ ...built, wasm }, { data: { words }, memory: 512 << 20 }),
    fault('bundle_abi', /unreachable/),
  );
});

test('data that is no JSON object is refused', async () => {
  const built = await compile(REGO);
  for (const data of ['[1]', '{"a":1} x', '{"a":01}', '{"a":[1,]}', 'null', '"text"', '']) {
    await assert.rejects(prepare(built, { data }), fault('bundle_invalid'), data);
  }
  await assert.rejects(
    prepare({ ...built }, { data: `{"a":"${'x'.repeat(2 << 20)}` }),
    fault('bundle_invalid', /not JSON/),
  );
});
