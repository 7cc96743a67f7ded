import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ExplainedDecision } from '../../src/replay/explain.ts';
import { readSources, Toolchain } from '../../src/toolchain/toolchain.ts';
import { changed } from './changed.ts';
import { endsOf, lineOf, POLICIES, type Shop, startShop } from './denials.ts';

const ACCESS = 'gateway/access/access.rego';
const SUBJECT = 'lib/subject/subject.rego';
const objection = (code: string) => {
  const line = code === 'tier_unknown' ? 'reason.internal("tier_unknown"' : `reason.public("${code}"`;
  return lineOf(ACCESS, `objections contains ${line}`);
};

interface Denial {
  readonly what: string;
  readonly request: Parameters<Shop['ask']>;
  /** By reason: a line on which an expression failed, and some of its values. */
  readonly because: Readonly<
    Record<string, readonly [at: string, values: Readonly<Record<string, string | undefined>>]>
  >;
}

const GRANT = lineOf(ACCESS, 'data.roles[role].grants');
const SCOPE = lineOf(ACCESS, 'scoped if route.scope in');
const OWNER = lineOf(ACCESS, 'owned if data.orders');
const KNOWN = lineOf(SUBJECT, 'data.roles[role]');
const ARRAY = lineOf(SUBJECT, 'is_array(');

const DENIALS: readonly Denial[] = [
  {
    what: 'a role without the method',
    request: ['DELETE', '/items/1', { roles: ['viewer'] }],
    because: { role_lacks_grant: [GRANT, { role: '"viewer"', 'route.action': '"DELETE"' }] },
  },
  {
    what: 'a role without the route',
    request: ['GET', '/reports/1', { roles: ['partner'] }, ['reports:read']],
    because: { role_lacks_grant: [GRANT, { role: '"partner"', 'input.route.id': '"reports"' }] },
  },
  {
    what: 'a role that data does not have',
    request: ['GET', '/items/1', { roles: ['root'] }],
    because: { role_lacks_grant: [KNOWN, { role: '"root"', 'data.roles.root': undefined }] },
  },
  {
    what: 'roles that are no list',
    request: ['GET', '/items/1', { roles: 'editor' }],
    because: { role_lacks_grant: [ARRAY, { 'input.subject.claims.roles': '"editor"' }] },
  },
  {
    what: 'no roles at all',
    request: ['GET', '/items/1', {}],
    because: { role_lacks_grant: [ARRAY, { 'input.subject.claims.roles': undefined }] },
  },
  {
    what: 'a scope that is missing',
    request: ['GET', '/reports/1', { roles: ['editor'] }],
    because: { scope_missing: [SCOPE, { 'route.scope': '"reports:read"', 'subject.scopes': '[]' }] },
  },
  {
    what: 'another scope than the one that is needed',
    request: ['GET', '/reports/1', { roles: ['editor'] }, ['reports:write']],
    because: { scope_missing: [SCOPE, { 'subject.scopes': '["reports:write"]' }] },
  },
  {
    what: "somebody else's order",
    request: ['GET', '/orders/1002', { roles: ['editor'] }],
    because: { not_owner: [OWNER, { 'data.orders["1002"].owner': '"corp/bob"', 'subject.key': '"corp/alice"' }] },
  },
  {
    what: 'an order that is not there',
    request: ['GET', '/orders/9999', { roles: ['editor'] }],
    because: { not_owner: [OWNER, { 'input.route.params.id': '"9999"', 'data.orders["9999"].owner': undefined }] },
  },
  {
    what: 'a tier that data does not have',
    request: ['GET', '/items/1', { roles: ['editor'], tier: 'gold' }],
    because: { tier_unknown: [lineOf(SUBJECT, 'data.tiers[input'), { 'input.subject.claims.tier': '"gold"' }] },
  },
  {
    what: 'two demands that are not met',
    request: ['GET', '/reports/1', { roles: ['viewer'] }],
    because: { role_lacks_grant: [GRANT, { role: '"viewer"' }], scope_missing: [SCOPE, { 'subject.scopes': '[]' }] },
  },
];

describe('denials are explained by rule and line', () => {
  let shop: Shop;
  let toolchain: Toolchain;

  before(async () => {
    shop = await startShop();
    toolchain = await Toolchain.start();
  });

  after(async () => {
    await shop[Symbol.asyncDispose]();
    await toolchain.close();
  });

  for (const { what, request, because } of DENIALS) {
    test(what, async () => {
      const { status, id } = await shop.ask(...request);
      assert.equal(status, 403);
      const answer = await shop.admin(`/v1/decisions/${id}/explanation`);
      assert.equal(answer.status, 200);
      const explained = (await answer.json()) as ExplainedDecision;
      assert.deepEqual(
        [explained.decision_id, explained.allow, explained.same, explained.notes],
        [id, false, true, []],
      );
      assert.deepEqual(explained.reasons.map(({ code }) => code).sort(), Object.keys(because).sort());
      for (const { code, rule } of explained.reasons) {
        const [clause] = rule!.clauses!;
        assert.deepEqual(
          [rule!.name, `${clause!.file}:${clause!.row}`],
          ['gateway.access.objections', objection(code)],
        );
        const [at, values] = because[code]!;
        const end = endsOf(rule).find((one) => one.at === at);
        assert.ok(end, `${code}: ${JSON.stringify(endsOf(rule))} has no ${at}`);
        for (const [name, value] of Object.entries(values)) assert.equal(end.values[name], value, name);
      }
      await allAllow(explained, shop.gateway.control.decision(id)!.input);
    });
  }

  /** Every way that it names is one. */
  async function allAllow({ nearest }: ExplainedDecision, input: unknown) {
    assert.ok(nearest.changes.length > 0, 'no way was found');
    const sources = await readSources(POLICIES);
    for (const way of nearest.changes) {
      const query = 'data.gateway.access.allow';
      const { results } = await toolchain.evaluate(sources, query, { input: changed(input, way) });
      assert.equal(results[0]?.values[0], true, JSON.stringify(way));
    }
  }
});
