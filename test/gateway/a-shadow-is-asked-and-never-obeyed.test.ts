import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { eventually, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const policy = (rule: string) => `package gateway\n\n# METADATA\n# entrypoint: true\n${rule}\n`;

const MAIN = policy('decision := {"allow": input.request.path != "/api/secret"}');

/** As MAIN, but otherwise for some paths. */
const SHADOW = policy(`decision := {"allow": true, "reasons": [{"code": "new"}]} if input.request.path == "/api/changed"

decision := {"allow": false} if input.request.path == "/api/denied"

decision := {"allow": true} if input.request.path in {"/api/same", "/api/secret"}

decision := {"allow": true} if {
	input.request.path == "/api/loop"
	some x in numbers.range(1, 3000)
	some y in numbers.range(1, 3000)
	x * y == 8999999
}`);

const bundles = (share: string) => ({
  main: { source: { path: './policies' }, shadow: { bundle: 'next', share } },
  // OPA's own evaluator would loop too.
  next: { source: { path: './next' }, admission: { engines: 'skip' } },
});

suite('a shadow is asked and never obeyed', () => {
  test('what it would have decided is in the event, and how that differs', async () => {
    await using upstream = await startUpstream();
    await using running = await start({
      policies: { 'gateway.rego': MAIN },
      files: { 'next/gateway.rego': SHADOW },
      endpoints: [upstream.origin],
      config: { bundles: bundles('100%'), workers: 1 },
    });
    const statuses: Record<string, number> = {};
    for (const path of ['same', 'changed', 'denied', 'secret', 'undefined', 'loop']) {
      const answer = await fetch(`${running.url}/api/${path}`);
      await answer.body?.cancel();
      statuses[path] = answer.status;
    }
    assert.deepEqual(statuses, { same: 200, changed: 200, denied: 200, secret: 403, undefined: 200, loop: 200 });

    const revision = running.gateway.control.bundles().next!.active;
    const events = await running.events(6);
    const shadows = Object.fromEntries(
      events.map(({ http, shadow }) => {
        const { error, ...rest } = shadow ?? {};
        return [http.path.slice(5), { ...rest, ...(error && { error: error.code }) }];
      }),
    );
    const said = { bundle: 'next', revision };
    assert.deepEqual(shadows, {
      same: { ...said, result: { allow: true } },
      changed: { ...said, result: { allow: true, reasons: [{ code: 'new' }] }, flip: 'changed' },
      denied: { ...said, result: { allow: false }, flip: 'allow_to_deny' },
      secret: { ...said, result: { allow: true }, flip: 'deny_to_allow' },
      undefined: { ...said, error: 'policy_fault', flip: 'allow_to_deny' },
      loop: { ...said, error: 'policy_unavailable', flip: 'allow_to_deny' },
    });
    assert.ok(
      events.every(({ bundles, error, http }) => 'main' in bundles && (error === undefined || http.status === 403)),
    );

    const metrics = await (await running.admin('/metrics')).text();
    const count = (result: string) =>
      metrics.match(
        new RegExp(`^regate_shadow_decisions_total{bundle="main",shadow="next",result="${result}"} (\\d+)`, 'm'),
      )?.[1];
    assert.deepEqual(['same', 'changed', 'allow_to_deny', 'deny_to_allow'].map(count), ['1', '1', '3', '1']);
    const found = (await (await running.admin('/v1/decisions?flips=true')).json()) as { decisions: unknown[] };
    assert.equal(found.decisions.length, 5);
    assert.deepEqual(running.gateway.control.bundles().next?.quarantined, []);
  });

  test('it is asked for a share of the requests', async () => {
    await using upstream = await startUpstream();
    await using running = await start({
      policies: { 'gateway.rego': MAIN },
      files: { 'next/gateway.rego': SHADOW },
      endpoints: [upstream.origin],
      config: { bundles: bundles('25%') },
    });
    for (let i = 0; i < 200; i++) await (await fetch(`${running.url}/api/same`)).body?.cancel();
    const asked = (await running.events(200)).filter(({ shadow }) => shadow !== undefined).length;
    // Of 200 tosses at 25% fewer than 15 or more than 90 heads come up once in a billion times.
    assert.ok(asked > 15 && asked < 90, `${asked} of 200`);
  });

  test('a shadow has to have the entrypoints of the routes that it shadows', async () => {
    await using upstream = await startUpstream();
    await using running = await start({
      policies: { 'gateway.rego': `${MAIN}\n# METADATA\n# entrypoint: true\nother := {"allow": true}\n` },
      files: { 'next/gateway.rego': SHADOW },
      endpoints: [upstream.origin],
      config: {
        bundles: bundles('100%'),
        routes: [
          {
            id: 'api',
            match: { path: '/api/**' },
            authenticate: [],
            bundle: 'main',
            entrypoint: 'gateway/other',
            upstream: 'main',
          },
        ],
      },
    });
    const { error } = running.gateway.control.bundles().next!;
    assert.equal(error?.code, 'policy_invalid');
    assert.match(JSON.stringify(error), /gateway\/other/);
    const answer = await fetch(`${running.url}/api/x`);
    assert.equal(answer.status, 200);
    assert.equal((await running.events(1))[0]?.shadow, undefined);
  });

  test('masks are for it too', async () => {
    await using upstream = await startUpstream();
    const token = policy(
      'decision := {"allow": true, "obligations": [{"type": "request_headers", "set": {"x-a": "plain", "x-b": "secret"}}]}',
    );
    await using running = await start({
      policies: { 'gateway.rego': token },
      files: { 'next/gateway.rego': token.replace('secret', 'another secret') },
      endpoints: [upstream.origin],
      config: {
        bundles: bundles('100%'),
        audit: { file: { path: './decisions.jsonl' }, mask: ['/result/obligations/*/set/x-b'] },
      },
    });
    await (await fetch(`${running.url}/api/x`)).body?.cancel();
    const [event] = await eventually('the event', () => running.events(1));
    assert.deepEqual(event?.masked, ['/result/obligations/0/set/x-b', '/shadow/result/obligations/0/set/x-b']);
    assert.doesNotMatch(JSON.stringify(event), /secret"/);
    assert.equal(event?.shadow?.flip, 'changed');
  });
});
