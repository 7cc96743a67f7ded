import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL, eventually, type Running, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

/** Without a test for what `PUT` gets. */
const TESTED = {
  'gateway.rego': `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow}

default allow := false

allow if input.request.method == "GET"

allow if {
	input.request.method == "PUT"
	input.subject.id == "alice"
}
`,
  'gateway_test.rego':
    'package gateway_test\n\nimport data.gateway\n\ntest_get if gateway.decision.allow with input as {"request": {"method": "GET"}}\n',
};

/** OPA's evaluator takes the smallest tenant, the compiled policy another one. */
const ORDER = {
  'gateway.rego': `package gateway

# METADATA
# entrypoint: true
decision := {"allow": first == "a"}

first := [tenant | some tenant in tenants][0]

tenants contains tenant if some tenant in input.subject.claims.tenants
`,
  'gateway_test.rego':
    'package gateway_test\n\nimport data.gateway\n\ntest_a if gateway.decision.allow with input.subject.claims.tenants as ["c", "b", "a", "d"]\n',
};

async function admitting(origin: string, admission: object): Promise<Running> {
  const source = { path: './policies' };
  return start({
    endpoints: [origin],
    policies: {
      'gateway.rego': ALLOW_ALL,
      'gateway_test.rego': 'package gateway_test\n\nimport data.gateway\n\ntest_it if gateway.decision.allow\n',
    },
    config: { bundles: { main: { source, entrypoint: 'gateway/decision', admission } } },
  });
}

/** Writes a policy, and waits until it failed or answers. */
async function offer(running: Running, files: Readonly<Record<string, string>>) {
  const before = running.gateway.control.bundles().main!;
  for (const [path, text] of Object.entries(files)) await running.write(`policies/${path}`, text);
  return eventually('an end', () => {
    const status = running.gateway.control.bundles().main!;
    const ended = status.failures > before.failures || status.active !== before.active;
    return ended && status.state !== 'working' && status;
  });
}

test('too few lines are run by the tests: the ones that are not are named', async () => {
  await using upstream = await startUpstream();
  await using running = await admitting(upstream.origin, { coverage: 90 });
  const { state, error, steps } = await offer(running, TESTED);
  assert.equal(state, 'failed');
  assert.equal(error?.code, 'policy_untested');
  assert.match(error.message, /the tests run \d+\.\d % of the policy's lines; admission\.coverage is 90 %/);
  const finding = error.findings.find(({ row }) => row === 11);
  assert.match(finding?.file ?? '', /policies\/gateway\.rego$/);
  assert.match(finding?.message ?? '', /^no test runs lines 11 to 13$/);
  assert.equal(steps.at(-1)?.name, 'tested');
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
});

test('no test is there', async () => {
  await using upstream = await startUpstream();
  await using running = await admitting(upstream.origin, { tests: 'required' });
  const { error } = await offer(running, { 'gateway_test.rego': 'package gateway_test\n' });
  assert.equal(error?.code, 'policy_untested');
  assert.match(error.message, /has no test/);
});

test('both engines do not agree: the input and both answers are named', async () => {
  await using upstream = await startUpstream();
  await using running = await admitting(upstream.origin, {});
  const { state, error, steps } = await offer(running, ORDER);
  assert.equal(state, 'failed');
  assert.equal(error?.code, 'bundle_disagreement');
  assert.match(
    error.message,
    /\{"subject":\{"claims":\{"tenants":\["c","b","a","d"\]\}\}\}: .* says \{"allow":false\}, .* \{"allow":true\}/,
  );
  assert.equal(steps.at(-1)?.name, 'agreed');
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
});

test('that step may be left out', async () => {
  await using upstream = await startUpstream();
  await using running = await admitting(upstream.origin, { engines: 'skip' });
  const { state, steps } = await offer(running, ORDER);
  assert.equal(state, 'active');
  assert.ok(!steps.some(({ name }) => name === 'agreed'));
});
