import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createApiKey } from '../../src/identity/api-keys.ts';
import { createIssuerKey, mintToken } from '../../src/identity/mint.ts';
import { type Nginx, startNginx } from '../system/nginx.ts';
import { type Running, start } from './fixture.ts';

const POLICIES = join(import.meta.dirname, '../../policies');

/** The policies of the repository, as the demo serves them, before two real nginx. */
suite('policies/ before two nginx', () => {
  const issuer = 'https://issuer.example';
  let nginx: readonly Nginx[];
  let running: Running;
  let alice: string;
  let bob: string;
  let partner: string;
  let expected = 0;

  before(async () => {
    nginx = await Promise.all([1, 2].map((n) => startNginx(`location / { return 200 "nginx ${n}"; }`)));
    const { privateKey, keySet } = await createIssuerKey('ES256');
    const token = (subject: string, role: string) => {
      const claims = { roles: [role] };
      const order = { issuer, audience: ['api'], subject, scopes: [], claims, lifetime: 60_000 };
      return mintToken(JSON.stringify(privateKey), order, Date.now());
    };
    [alice, bob] = [await token('alice', 'editor'), await token('bob', 'viewer')];
    const { key, hash } = createApiKey('acme');
    partner = key;
    const route = (id: string, path: string, methods: string[], authenticate: string[]) => {
      return { id, match: { path, methods }, authenticate, bundle: 'main', upstream: 'main' };
    };
    running = await start({
      endpoints: nginx.map(({ origin }) => origin),
      files: {
        'jwks.json': JSON.stringify(keySet),
        'keys.yaml': JSON.stringify({
          keys: [{ id: 'acme', hash, attributes: { roles: ['partner'], tier: 'trial' } }],
        }),
      },
      config: {
        bundles: { main: { source: { path: POLICIES }, entrypoint: 'gateway/decision' } },
        issuers: { corp: { issuer, audience: 'api', algorithms: ['ES256'], jwks: { file: './jwks.json' } } },
        api_keys: { partners: { file: './keys.yaml' } },
        routes: [
          route('items', '/api/v1/items/**', ['GET', 'DELETE'], ['corp', 'partners']),
          route('public', '/public/**', ['GET'], []),
        ],
      },
    });
  });

  after(async () => {
    await running[Symbol.asyncDispose]();
    await Promise.all(nginx.map((one) => one.close()));
  });

  /** Sends a request, checks its problem and its event, and gives both back. */
  async function exchange(status: number, code: string | undefined, path: string, init: RequestInit = {}) {
    const response = await fetch(running.url + path, init);
    expected++;
    assert.equal(response.status, status);
    const events = await running.events(expected);
    const event = events[expected - 1]!;
    assert.equal(event.http.status, status);
    assert.equal(event.http.path, path);
    if (code === undefined) return { response, event, problem: undefined };
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = (await response.json()) as Record<string, unknown>;
    assert.equal(problem.status, status);
    assert.equal(problem.code, code);
    assert.equal(problem.request_id, event.http.request_id);
    assert.equal(event.error?.code, code);
    return { response, event, problem };
  }

  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('200: what the policy allows reaches both endpoints in turn', async () => {
    const answers = new Set<string>();
    for (let n = 0; n < 4; n++) {
      const { response, event } = await exchange(200, undefined, '/api/v1/items/1', bearer(alice));
      answers.add(await response.text());
      assert.equal(event.http.outcome, 'allowed');
      assert.equal(event.path, 'gateway/decision');
      assert.deepEqual(event.subject, { kind: 'jwt', id: 'alice', issuer: 'corp' });
      assert.equal(event.http.route, 'items');
      assert.equal(event.bundles.main?.revision, running.gateway.control.bundles().main?.active);
    }
    assert.deepEqual([...answers].sort(), ['nginx 1', 'nginx 2']);
  });

  test('401: without a credential, and it says how to bring one', async () => {
    const { response, event } = await exchange(401, 'unauthenticated', '/api/v1/items/1');
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer /);
    assert.equal(event.http.outcome, 'unauthenticated');
    assert.equal(event.input, undefined);
  });

  test('403: what the policy denies, with the reason that it made public', async () => {
    const { problem, event } = await exchange(403, 'denied', '/api/v1/items/1', { method: 'DELETE', ...bearer(bob) });
    assert.deepEqual(
      (problem!.reasons as { code: string }[]).map(({ code }) => code),
      ['role_lacks_grant'],
    );
    assert.equal(problem?.decision_id, event.decision_id);
    assert.equal((event.result as { allow: boolean }).allow, false);
    assert.equal(event.http.outcome, 'denied');
  });

  test('404: what no route matches', async () => {
    const { event } = await exchange(404, 'route_not_found', '/elsewhere', bearer(alice));
    assert.equal(event.http.outcome, 'refused');
    assert.equal(event.http.route, undefined);
  });

  test('405: a method that the route does not have, with those that it has', async () => {
    const { response } = await exchange(405, 'method_not_allowed', '/api/v1/items/1', {
      method: 'PATCH',
      ...bearer(alice),
    });
    const allowed = response.headers.get('allow')!.split(', ').sort();
    assert.deepEqual(allowed, ['DELETE', 'GET', 'HEAD']);
  });

  test('429: what is over the limit of the tier', async () => {
    const asPartner = { headers: { 'x-api-key': partner } };
    for (let n = 0; n < 5; n++) {
      const { response } = await exchange(200, undefined, '/api/v1/items/1', asPartner);
      await response.text();
    }
    const { response, event } = await exchange(429, 'rate_limited', '/api/v1/items/1', asPartner);
    assert.ok(Number(response.headers.get('retry-after')) >= 1);
    assert.match(response.headers.get('ratelimit') ?? '', /^"tier";r=0;t=\d+$/);
    assert.equal(response.headers.get('ratelimit-policy'), '"tier";q=5;w=60');
    assert.equal(event.http.outcome, 'limited');
    assert.deepEqual(event.subject, { kind: 'api_key', id: 'acme', issuer: 'partners' });
  });

  test('no event holds a credential', async () => {
    const log = await readFile(join(running.folder, 'decisions.jsonl'), 'utf8');
    for (const secret of [alice, bob, partner]) assert.ok(!log.includes(secret.slice(-20)));
  });
});
