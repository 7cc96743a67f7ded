import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecisionCache } from '../../src/policy/cache.ts';
import type { Evaluation } from '../../src/policy/evaluation.ts';
import { compile, entrypoint, load, prepare } from './fixture.ts';

const REGO = `
decision := {"allow": true, "cache": {"ttl": 5}} if input.request.method == "GET"
decision := {"allow": false} if input.request.method == "PUT"
`;

test('the same object answers, until its time is over', async () => {
  let now = 1_000_000;
  const { evaluate } = entrypoint(load(await prepare(await compile(REGO)), { now: () => now }));
  const ask = (method: string) => evaluate({ request: { method } });
  const first = ask('GET');
  assert.equal(ask('GET'), first);
  now += 4999;
  assert.equal(ask('GET'), first);
  now += 1;
  const second = ask('GET');
  assert.notEqual(second, first);
  assert.deepEqual(second, first);
  assert.equal(ask('GET'), second);
  now -= 60_000;
  assert.notEqual(ask('GET'), second);
});

test('only decisions that may be', async () => {
  const { evaluate } = entrypoint(load(await prepare(await compile(REGO)), { now: () => 0 }));
  const ask = (method: string) => evaluate({ request: { method } });
  assert.notEqual(ask('PUT'), ask('PUT'));
  assert.notEqual(ask('POST'), ask('POST'));
});

test('not those of another revision', async () => {
  const built = await compile(REGO);
  const one = entrypoint(load(await prepare(built), { now: () => 0 }));
  const other = entrypoint(load(await prepare(built), { now: () => 0 }));
  const input = { request: { method: 'GET' } };
  assert.notEqual(one.evaluate(input), other.evaluate(input));
});

test('not those of a policy that is not deterministic', async () => {
  const prepared = { ...(await prepare(await compile(REGO))), deterministic: false };
  const { evaluate } = entrypoint(load(prepared, { now: () => 0 }));
  const input = { request: { method: 'GET' } };
  assert.notEqual(evaluate(input), evaluate(input));
});

test('bounded, by number and by size', () => {
  const cache = new DecisionCache();
  const offer = (input: string) =>
    cache.offer({ value: { allow: true, cache: { ttl: 60 } }, input } satisfies Evaluation, () => 0);
  for (let i = 0; i < 50_000; i++) offer(`{"n":${i}}`);
  assert.ok(cache.size <= 16_384);
  assert.equal(cache.get('{"n":0}', 1), undefined);
  assert.notEqual(cache.get('{"n":49999}', 1), undefined);
  for (let i = 0; i < 5000; i++) offer(`{"n":"${i}${'x'.repeat(4000)}"}`);
  assert.ok(cache.size <= 1100);
  offer(`{"n":"${'x'.repeat(10_000)}"}`);
  assert.equal(cache.get(`{"n":"${'x'.repeat(10_000)}"}`, 1), undefined);
});
