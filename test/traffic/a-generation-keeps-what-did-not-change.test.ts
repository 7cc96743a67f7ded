import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Responder } from '../../src/traffic/transport/transport.ts';
import type { Upstreams } from '../../src/traffic/upstreams.ts';
import { upstreamConfig } from '../configured.ts';
import { openUpstreams } from '../open-upstreams.ts';
import { until } from './client.ts';
import { startHttp } from './upstreams.ts';

function config(endpoints: string[], connect = 1000) {
  const main = upstreamConfig(endpoints, { timeouts: { connect, headers: 1000, idle: 1000 } });
  return { main };
}

/** Sends GET / to the next endpoint and gives the body. */
function get(upstreams: Upstreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = '';
    const responder: Responder = {
      onSending: () => {},
      onBodySent: () => {},
      onSent: () => {},
      onInterim: () => {},
      onHead: () => {},
      onData: (chunk) => {
        body += chunk;
        return true;
      },
      onTrailers: () => {},
      onUpgrade: () => {},
      onEnd: () => resolve(body),
      onFailure: ({ cause }) => reject(cause),
    };
    const request = { method: 'GET', path: '/', headers: ['host', 'a'], authority: 'a', body: null };
    upstreams.get('main')!.choose(undefined, Number.NaN)!.send(request, responder);
  });
}

test('the connections of an unchanged endpoint go on, those of a removed one end', async (t) => {
  const [one, two] = await Promise.all(['one', 'two'].map((name) => startHttp(t, (_req, res) => res.end(name))));
  const old = openUpstreams(config([one!.origin, two!.origin]));
  assert.deepEqual([await get(old), await get(old)], ['one', 'two']);
  const next = openUpstreams(config([one!.origin]), { previous: old });
  await old.close(next);
  await until(() => two!.open.size === 0);
  assert.equal(await get(next), 'one');
  assert.equal(one!.connections, 1);
  assert.equal(next.statistics()[0]!.endpoints[0]!.requests, 2);
  await next.close();
  await until(() => one!.open.size === 0);
});

test('an endpoint whose settings changed gets new connections', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.end('ok'));
  const old = openUpstreams(config([upstream.origin]));
  await get(old);
  const next = openUpstreams(config([upstream.origin], 2000), { previous: old });
  await old.close(next);
  await get(next);
  assert.equal(upstream.connections, 2);
  await next.close();
});

test('close waits for requests in flight', async (t) => {
  let release = () => {};
  const upstream = await startHttp(t, (_req, res) => {
    release = () => res.end('late');
  });
  const upstreams = openUpstreams(config([upstream.origin]));
  const answer = get(upstreams);
  await until(() => upstream.open.size === 1);
  let closed = false;
  const closing = upstreams.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(closed, false);
  release();
  assert.equal(await answer, 'late');
  await closing;
});

test('a request of the old generation that comes after its end is served, and leaves nothing open', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.end('ok'));
  const upstreams = openUpstreams(config([upstream.origin]));
  await get(upstreams);
  await upstreams.close();
  assert.deepEqual(await Promise.all([get(upstreams), get(upstreams)]), ['ok', 'ok']);
  await until(() => upstream.open.size === 0, 1000);
});

test('what an upstream counted goes on, so that no metric goes back with a new policy', async () => {
  const old = openUpstreams(config(['http://127.0.0.1:1']));
  const upstream = old.get('main')!;
  upstream.enterRetry(false);
  const next = openUpstreams(config(['http://127.0.0.1:1', 'http://127.0.0.1:2']), { previous: old });
  upstream.leaveRetry();
  next.get('main')!.enterRetry(false);
  assert.equal(next.statistics()[0]!.retries, 2);
  await Promise.all([old.close(), next.close()]);
});
