import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpSource } from '../../../src/bundle/sources/http.ts';
import type { Candidate, Follower } from '../../../src/bundle/sources/source.ts';
import { sha256 } from '../../../src/config/files.ts';
import { GatewayError } from '../../../src/errors.ts';
import { archive, holding, serving, startBundleServer } from './bundle-server.ts';
import { follow } from './http-source.ts';

const LONG_POLL = 20_000;

/** A clock that passes its waits when a test says so; what is due at once is done at once. */
function clock() {
  const waits: number[] = [];
  let next: (() => void) | undefined;
  return {
    waits,
    random: () => 0,
    after(milliseconds: number, task: () => void) {
      waits.push(milliseconds);
      if (milliseconds === 0) setImmediate(task);
      else next = task;
      return () => undefined;
    },
    pass() {
      const due = next;
      next = undefined;
      due?.();
    },
  };
}

/** Follows as a bundle does: takes what is new, and tells so. */
function take(source: HttpSource, reject: (mark: string) => boolean = () => false) {
  let known: string | undefined;
  let next = Promise.withResolvers<Candidate | undefined>();
  const events: string[] = [];
  const follower: Follower = { known: () => known, asked: () => events.push('asked'), alive: () => undefined };
  const look = async () => {
    const { promise, resolve, reject: fail } = next;
    next = Promise.withResolvers();
    next.promise.catch(() => undefined);
    promise.catch(() => undefined);
    try {
      const candidate = await source.fetch(known);
      events.push(candidate ? 'new' : 'unchanged');
      if (candidate && reject(candidate.mark)) throw new GatewayError('bundle_signature', 'refused');
      if (candidate) known = candidate.mark;
      resolve(candidate);
    } catch (error) {
      events.push((error as GatewayError).code);
      fail(error);
      throw error;
    }
  };
  return { look, follower, events, next: () => next.promise };
}

async function until(check: () => boolean): Promise<void> {
  for (let n = 0; n < 500 && !check(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(check(), 'it did not come to pass');
}

test('a change is there as soon as the server answers, and the next request waits at once', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const time = clock();
  const source = follow(server, { longPoll: LONG_POLL }, { clock: time, ticks: () => 0 });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  await until(() => bundles.waiting.length === 1);
  for (const name of ['two', 'three']) {
    const changed = taking.next();
    bundles.change(archive(name), `"${name}"`);
    const candidate = await changed;
    assert.deepEqual(candidate?.kind === 'archive' && candidate.bytes, archive(name));
    await until(() => bundles.waiting.length === 1);
  }
  watch.close();
  assert.deepEqual(
    server.requests.map(({ prefer, 'if-none-match': etag }) => [prefer, etag]),
    [
      ['modes=snapshot', undefined],
      ['modes=snapshot;wait=20', '"one"'],
      ['modes=snapshot;wait=20', '"two"'],
      ['modes=snapshot;wait=20', '"three"'],
    ],
  );
  assert.deepEqual(time.waits, [0, 0, 0]);
  // What is asked is known before there is an answer.
  assert.deepEqual(taking.events, ['new', 'asked', 'new', 'asked', 'new', 'asked']);
});

test('a request that waited to its end is made again at once; one that was not held waits for its time', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const time = clock();
  let now = 0;
  const source = follow(server, { longPoll: LONG_POLL }, { clock: time, ticks: () => now });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  for (const [passed, wait] of [
    [20_000, 0],
    [4_000, 6_000],
  ] as const) {
    await until(() => bundles.waiting.length === 1);
    const answered = taking.next();
    now += passed;
    bundles.expire();
    assert.equal(await answered, undefined);
    await until(() => time.waits.at(-1) === wait && time.waits.length > 1);
  }
  watch.close();
  assert.deepEqual(time.waits, [0, 0, 6_000]);
});

test('a server that does not say that it holds requests is polled', async () => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'));
  const time = clock();
  const source = follow(server, { longPoll: LONG_POLL }, { clock: time });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  const answered = taking.next();
  time.pass();
  assert.equal(await answered, undefined);
  await until(() => time.waits.length === 2);
  watch.close();
  assert.deepEqual(time.waits, [10_000, 10_000]);
  assert.deepEqual([...new Set(server.requests.map(({ prefer }) => prefer))], ['modes=snapshot']);
});

test('without `long_poll` nobody waits, whatever the server offers', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const time = clock();
  const source = follow(server, {}, { clock: time });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  const answered = taking.next();
  time.pass();
  await answered;
  watch.close();
  assert.equal(time.waits[0], 10_000);
  assert.equal(bundles.waiting.length, 0);
});

test('a bundle that is refused is not asked for again and again, though the server has it ready', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const time = clock();
  const source = follow(server, { longPoll: LONG_POLL }, { clock: time, ticks: () => 0 });
  const taking = take(source, (mark) => mark === sha256(archive('bad')));
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  await until(() => bundles.waiting.length === 1);
  const refused = taking.next();
  bundles.change(archive('bad'), '"bad"');
  await assert.rejects(refused, { code: 'bundle_signature' });
  await until(() => time.waits.length === 2);
  watch.close();
  assert.deepEqual(time.waits, [0, 10_000]);
});

test('a server that dies while it holds a request is asked less and less often', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const time = clock();
  const source = follow(server, { longPoll: LONG_POLL }, { clock: time, ticks: () => 0 });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  await until(() => bundles.waiting.length === 1);
  const failed = taking.next();
  server.answer = (_, res) => res.writeHead(503).end();
  for (const res of bundles.waiting.splice(0)) res.destroy();
  await assert.rejects(failed, { code: 'bundle_unreadable' });
  for (const wait of [20_000, 40_000]) {
    await until(() => time.waits.at(-1) === wait);
    time.pass();
  }
  await until(() => time.waits.at(-1) === 80_000);
  watch.close();
});

test('a request that waits ends with the watch, and nothing comes of it', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const source = follow(server, { longPoll: LONG_POLL });
  const taking = take(source);
  await taking.look();
  const watch = source.watch(taking.look, taking.follower);
  await until(() => bundles.waiting.length === 1);
  watch.close();
  await until(() => bundles.waiting[0]!.destroyed);
  assert.deepEqual(taking.events, ['new', 'asked']);
});

test('what came for a revision that is not active any more is not taken', async () => {
  const bundles = holding(archive('one'), '"one"');
  await using server = await startBundleServer(bundles.answer);
  const source = follow(server, { longPoll: LONG_POLL }, { clock: clock() });
  let known = (await source.fetch(undefined))?.mark;
  const arrived = Promise.withResolvers<void>();
  const watch = source.watch(
    async () => {
      // An operator was faster.
      known = undefined;
      arrived.resolve();
    },
    { known: () => known, asked: () => undefined, alive: () => undefined },
  );
  await until(() => bundles.waiting.length === 1);
  bundles.expire();
  await arrived.promise;
  assert.equal(source.holds(known), false);
  assert.equal((await source.fetch(known))?.kind, 'archive');
  watch.close();
});
