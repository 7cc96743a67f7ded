import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';

const OVER = fault('policy_unavailable', /longer than 20 ms/);

/** Processor milliseconds that `run` takes. */
function measure(run: () => void): number {
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

async function contained(rego: string, input: object, data: object = {}): Promise<void> {
  const policy = entrypoint(load(await prepare(await compile(rego), { data }), { deadline: 20 }));
  for (let i = 0; i < 3; i++) {
    const spent = measure(() => assert.throws(() => policy.evaluate(input), OVER));
    assert.ok(spent < 200, `ended after ${spent} ms`);
    assert.equal(policy.evaluate({ text: 'abc', other: 'x' }).value, false);
  }
}

test('loops over loops', () =>
  contained(
    `decision if { input.sum < 0; some a in data.n; some b in data.n; some c in data.n; a * b * c == input.sum }
default decision := false`,
    { sum: -1 },
    { n: Array.from({ length: 300 }, (_, i) => i) },
  ));

test('a search of a text in a text is quadratic, in loops that call nothing', () =>
  contained('decision := contains(input.text, input.other)', {
    text: 'a'.repeat(400_000),
    other: `${'a'.repeat(200_000)}b`,
  }));
