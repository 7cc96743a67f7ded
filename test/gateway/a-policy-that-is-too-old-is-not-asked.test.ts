import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { serving, startBundleServer } from '../bundle/sources/bundle-server.ts';
import { eventually, type Running, start } from './fixture.ts';
import { archiveOf, GOOD } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

const route = (id: string, more: object = {}) => ({
  id,
  match: { path: `/${id}/**` },
  authenticate: [],
  bundle: 'main',
  upstream: 'main',
  ...more,
});
const routes = [route('careful', { max_policy_age: '3s' }), route('easy')];

/** Of several requests, on connections of their own, so that every worker is asked. */
async function statuses({ url }: Running, id: string): Promise<number[]> {
  const ask = async () => (await fetch(`${url}/${id}/x`, { headers: { connection: 'close' } })).status;
  return [...new Set(await Promise.all(Array.from({ length: 16 }, ask)))];
}

test('a route refuses all requests while the server of its policy is silent for too long, and comes back by itself', async () => {
  await using upstream = await startUpstream();
  const answer = serving(Buffer.from(await archiveOf(GOOD)), '"good"');
  await using server = await startBundleServer(answer);
  const source = { http: { url: server.url, poll: '1s' } };
  await using running = await start({
    endpoints: [upstream.origin],
    config: { bundles: { main: { source, unsigned: 'allow' } }, routes },
  });
  // Answers that say that nothing is new are signs of life.
  await eventually('some looks', () => server.requests.length > 5);
  assert.deepEqual(await statuses(running, 'careful'), [200]);

  server.answer = (_, res) => res.writeHead(500).end();
  await eventually('all workers refuse', async () => {
    const found = await statuses(running, 'careful');
    return found.length === 1 && found[0] === 503;
  });
  assert.deepEqual(await statuses(running, 'easy'), [200]);
  const refused = await fetch(`${running.url}/careful/x`);
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1']);
  assert.equal(((await refused.json()) as { code: string }).code, 'policy_unavailable');

  server.answer = answer;
  await eventually('all workers let pass', async () => {
    const found = await statuses(running, 'careful');
    return found.length === 1 && found[0] === 200;
  });
  const event = (await running.events(1)).find(({ error }) => error?.code === 'policy_unavailable');
  assert.match(
    event?.error?.message ?? '',
    /^the source of bundle main was last heard of \d+ s ago, .* max_policy_age is 3 s$/,
  );
  assert.deepEqual([event?.http.status, event?.http.outcome], [503, 'failed']);
});

test('a path is heard of as long as it is there', async () => {
  await using upstream = await startUpstream();
  await using running = await start({ endpoints: [upstream.origin], config: { routes } });
  const [policies, away] = ['policies', 'away'].map((name) => join(running.folder, name)) as [string, string];
  await new Promise((resolve) => setTimeout(resolve, 4000));
  assert.deepEqual(await statuses(running, 'careful'), [200], 'though nothing changes');
  const { answered, activated } = running.gateway.control.bundles().main!;
  assert.ok(Date.parse(answered!) > Date.parse(activated!) + 1000, 'and the status says so');
  await rename(policies, away);
  await eventually('it is missed', async () => (await statuses(running, 'careful'))[0] === 503);
  assert.deepEqual(await statuses(running, 'easy'), [200]);
  await rename(away, policies);
  await eventually('it is back', async () => (await statuses(running, 'careful'))[0] === 200);
});
