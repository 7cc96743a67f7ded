import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources } from '../../src/toolchain/toolchain.ts';
import { agreement, built, sourcesOf } from './admission-fixture.ts';

const GENERATED = { count: 200 };
const NONE = { generated: { count: 0 } };

const TEST = (input: string) =>
  `package gateway_test\n\nimport data.gateway\n\ntest_it if is_boolean(gateway.decision.allow) with input as ${input}\n`;

test('the policies of the repository: on every input of their tests, and on generated ones', async () => {
  const sources = await readSources('policies');
  const { cases } = await agreement(sources, { generated: GENERATED });
  assert.ok(cases > GENERATED.count + 50, `${cases} cases`);
});

test('a module that was built from something else', async () => {
  const sources = sourcesOf(
    'decision := {"allow": input.request.method == "GET", "reasons": [{"code": f(7)}]}\n\nf(x) := "a" if x == 7',
  );
  const other = await built(
    sourcesOf('decision := {"allow": input.request.method in {"GET", 7}, "reasons": [{"code": "a"}]}'),
  );
  await assert.rejects(agreement(sources, { policy: other }), {
    code: 'bundle_disagreement',
    message:
      /on a generated input, shortened: \{"request":\{"method":7\}\}: the compiled policy says \{"allow":true,.*\}, OPA's own evaluator \{"allow":false,/,
  });
});

test('a rule that takes the first of a set: the shortest input and both answers are named', async () => {
  const sources = sourcesOf(
    'tenants contains tenant if some tenant in input.tenants\n\nfirst := [tenant | some tenant in tenants][0]\n\ndecision := {"allow": first == "a"}',
    { 'gateway_test.rego': TEST('{"tenants": ["c", "b", "a", "d"], "request": {"method": "GET"}}') },
  );
  await assert.rejects(agreement(sources, NONE), {
    code: 'bundle_disagreement',
    message:
      'gateway/decision on an input of a test, shortened: {"tenants":["c","b","a","d"]}: the compiled policy says {"allow":false}, OPA\'s own evaluator {"allow":true}',
  });
});

test('the order of what comes out of a set is no difference', async () => {
  const sources = sourcesOf(
    'tenants contains tenant if some tenant in input.tenants\n\ndecision := {"allow": true, "reasons": [{"code": tenant} | some tenant in tenants]}',
    { 'gateway_test.rego': TEST('{"tenants": ["c", "b", "a", "d"]}') },
  );
  assert.ok((await agreement(sources)).cases > 10);
});

test('a contradiction that only the compiled policy finds counts where a test asks, not where nobody did', async () => {
  const rules =
    'm[k] := 1 if some k in ["a", "b"]\n\nm[k] := input.v if some k in ["b"]\n\ndecision := {"allow": m.a == 1}';
  const sources = (v: number) => sourcesOf(rules, { 'gateway_test.rego': TEST(`{"v": ${v}}`) });
  assert.ok((await agreement(sources(1))).cases > 10);
  await assert.rejects(agreement(sources(2)), {
    message:
      /on an input of a test, shortened: \{"v":2\}: the compiled policy says The policy contradicts itself: .*, OPA's own evaluator \{"allow":true\}/,
  });
});

test('chance and time are the same for both', async () => {
  const sources = sourcesOf(
    'decision := {"allow": rand.intn(sprintf("%v", [input.x]), 1000000) > 1, "reasons": [{"code": uuid.rfc4122("a")}, {"code": sprintf("%d", [time.now_ns()])}]}',
    { 'gateway_test.rego': TEST('{"x": "a"}') },
  );
  assert.ok((await agreement(sources)).cases > 10);
});

test('what clients sent is asked too', async () => {
  const event = (bundle: string, x: number) =>
    JSON.stringify({
      decision_id: 'd',
      timestamp: '2026-01-02T03:04:05.000006Z',
      bundles: { [bundle]: { revision: '1' } },
      path: 'gateway/decision',
      input: { x },
      result: { allow: true },
    });
  const sources = sourcesOf('decision := {"allow": input.x == 424242}');
  const other = await built(sourcesOf('decision := {"allow": false}'));
  const asked = (recent: string) => agreement(sources, { ...NONE, policy: other, recent: [recent] });
  assert.deepEqual(await asked(`${event('other', 424242)}\n${event('main', 1)}\n`), { cases: 1 });
  await assert.rejects(asked(`${event('main', 424242)}\n`), {
    message: /on a recorded input, shortened: \{"x":424242\}/,
  });
});
