import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteConfig } from '../../../src/config/types.ts';
import type { GatewayError } from '../../../src/errors.ts';
import { parseTarget } from '../../../src/http/target.ts';
import { ANONYMOUS } from '../../../src/identity/subject.ts';
import type { Entrypoint } from '../../../src/policy/engine.ts';
import { Authenticator } from '../../../src/request/authenticate.ts';
import { CanonicalRequest } from '../../../src/request/canonical.ts';
import type { Question } from '../../../src/request/decide.ts';
import type { RoutePlan } from '../../../src/request/generation/plan.ts';
import { RouteTable } from '../../../src/request/match.ts';
import { type Judging, type OpenStream, Streams } from '../../../src/request/streams.ts';
import { routeConfig } from '../../configured.ts';

type Policy = (input: { request: { path: string } }) => unknown;

const ROUTE = routeConfig({
  id: 'chat',
  match: { path: '/**', methods: ['GET'], hosts: ['*'] },
  authenticate: [],
  websocket: { idle: 1000, maxAge: 1000 },
});

async function generation(
  number: number,
  policy: Policy | undefined,
  routes: RouteConfig[] = [ROUTE],
): Promise<Judging> {
  const entrypoint = policy && ({ evaluate: (input: never) => ({ value: policy(input), input: '' }) } as object);
  const plan = { entrypoint: entrypoint as Entrypoint | undefined } as RoutePlan;
  const config = { routes, issuers: {}, apiKeys: {} };
  return {
    number,
    routes: new RouteTable(routes),
    plans: new Map(routes.map(({ id }) => [id, plan])),
    authenticator: await Authenticator.create(config as never, { now: Date.now }),
    upstreams: { get: () => undefined } as never,
  };
}

function question(path: string, upgrade: 'websocket' | undefined): Question {
  const request = new CanonicalRequest({
    id: 'id-1',
    receivedAtMs: 0,
    method: 'GET',
    scheme: 'http',
    host: 'a',
    authority: 'a',
    target: parseTarget(path, { maxBytes: 100 }),
    headers: [],
    client: { address: '127.0.0.1', peer: '127.0.0.1' },
    framing: { bodyPresent: false, contentLength: undefined, expectsContinue: false },
    httpVersion: '1.1',
    forwardedFor: [],
    forwardedHost: undefined,
    upgrade,
  });
  return { request, match: { route: ROUTE, params: {} }, subject: ANONYMOUS, body: { state: 'absent' } };
}

function stream(streams: Streams, path: string, upgrade?: 'websocket') {
  const revoked: GatewayError[] = [];
  const opened: OpenStream & { revoked: GatewayError[] } = {
    question: question(path, upgrade),
    generation: 1,
    revoked,
    revoke: (reason) => void revoked.push(reason),
  };
  streams.add(opened);
  return opened;
}

const never = () => 0;
const onlyRoom1: Policy = ({ request }) => ({ allow: request.path === '/1', reasons: [{ code: 'closed_room' }] });

test('what the new policy denies is revoked with its reason, the rest goes on', async () => {
  const streams = new Streams(never);
  const [one, two] = [stream(streams, '/1'), stream(streams, '/2')];
  streams.follow(await generation(2, onlyRoom1));
  await streams.review();
  assert.deepEqual([one.revoked, one.generation, streams.size], [[], 2, 1]);
  assert.equal(two.revoked[0]?.code, 'no_longer_allowed');
  assert.match(two.revoked[0]!.message, /closed_room/);
  await streams.review();
  assert.equal(two.revoked.length, 1);
});

test('what cannot be decided is revoked', async () => {
  const faults: (Policy | undefined)[] = [
    undefined,
    () => undefined,
    () => 'yes',
    () => ({ allow: true, more: 1 }),
    () => ({ allow: true, obligations: [{ type: 'upstream', name: 'nowhere' }] }),
    () => {
      throw new Error('trap');
    },
  ];
  for (const policy of faults) {
    const streams = new Streams(never);
    const one = stream(streams, '/1');
    streams.follow(await generation(2, policy));
    await streams.review();
    assert.equal(one.revoked[0]?.code, 'no_longer_allowed', String(policy));
  }
});

test('what has no route any more, or none with WebSockets, or lacks a credential, is revoked', async () => {
  const { websocket: _, ...plain } = ROUTE;
  const elsewhere = { ...ROUTE, match: { ...ROUTE.match, path: '/else' } };
  for (const route of [elsewhere, plain, { ...ROUTE, match: { ...ROUTE.match, methods: ['POST'] } }]) {
    const streams = new Streams(never);
    const one = stream(streams, '/1', 'websocket');
    streams.follow(await generation(2, () => ({ allow: true }), [route]));
    await streams.review();
    assert.equal(one.revoked.length, 1);
  }
  const streams = new Streams(never);
  const answer = stream(streams, '/1');
  streams.follow(await generation(2, () => ({ allow: true }), [plain]));
  await streams.review();
  assert.equal(answer.revoked.length, 0);
});

test('a second after a commit it is done by itself, also for a stream that begins late', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const streams = new Streams(never);
  const early = stream(streams, '/2');
  streams.follow(await generation(2, onlyRoom1));
  streams.follow(await generation(3, onlyRoom1));
  t.mock.timers.tick(999);
  assert.equal(early.revoked.length, 0);
  t.mock.timers.tick(1);
  await new Promise(setImmediate);
  assert.equal(early.revoked.length, 1);

  const late = stream(streams, '/2');
  t.mock.timers.tick(1000);
  await new Promise(setImmediate);
  assert.equal(late.revoked.length, 1);
});

test('thousands are asked in slices, and what ended meanwhile is not asked', async () => {
  const streams = new Streams(never);
  const all = Array.from({ length: 1000 }, () => stream(streams, '/1'));
  let asked = 0;
  streams.follow(
    await generation(2, () => {
      asked++;
      return { allow: true };
    }),
  );
  const reviewed = streams.review();
  let turns = 0;
  const looking = (async () => {
    for (; streams.size > 0 && asked < 900; turns++) {
      streams.delete(all.at(-1 - turns)!);
      await new Promise(setImmediate);
    }
  })();
  await Promise.all([reviewed, looking]);
  assert.ok(turns >= 5, `${turns} turns`);
  assert.equal(asked, streams.size);
  assert.ok(all.slice(0, 900).every(({ generation }) => generation === 2));
});
