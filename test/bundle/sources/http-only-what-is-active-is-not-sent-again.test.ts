import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archive, serving, startBundleServer } from './bundle-server.ts';
import { follow } from './http-source.ts';

test('the server is told the ETag of what is active, and its 304 means that nothing is new', async () => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'));
  const source = follow(server);
  const first = await source.fetch(undefined);
  assert.equal(await source.fetch(first?.mark), undefined);
  assert.deepEqual(
    server.requests.map((headers) => headers['if-none-match']),
    [undefined, '"one"'],
  );
  assert.deepEqual([...new Set(server.requests.map(({ prefer }) => prefer))], ['modes=snapshot']);
});

test('the ETag of a bundle that failed is never sent', async () => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'));
  const source = follow(server);
  const good = await source.fetch(undefined);
  server.answer = serving(archive('bad'), '"bad"');
  const bad = await source.fetch(good?.mark);
  assert.notEqual(bad?.mark, good?.mark);
  // Nothing of it was activated.
  assert.equal((await source.fetch(good?.mark))?.mark, bad?.mark);
  server.answer = serving(archive('one'), '"one"');
  assert.equal(await source.fetch(good?.mark), undefined);
  assert.deepEqual(
    server.requests.map((headers) => headers['if-none-match']),
    [undefined, '"one"', '"one"', '"one"'],
  );
});

test('what was active before the process began is asked for whole, once', async () => {
  await using server = await startBundleServer(serving(archive('one'), '"one"'));
  const { mark } = (await follow(server).fetch(undefined))!;
  const restarted = follow(server);
  assert.equal((await restarted.fetch(mark))?.mark, mark);
  assert.equal(await restarted.fetch(mark), undefined);
});

test('equal bytes are the same content whatever their ETag, the newest of which is sent', async () => {
  let n = 0;
  await using server = await startBundleServer((req, res) => serving(archive('one'), `"${n++}"`)(req, res));
  const source = follow(server);
  const { mark } = (await source.fetch(undefined))!;
  assert.equal((await source.fetch(mark))?.mark, mark);
  assert.equal((await source.fetch(mark))?.mark, mark);
  assert.deepEqual(
    server.requests.map((headers) => headers['if-none-match']),
    [undefined, '"0"', '"1"'],
  );
});

test('a server without ETags is asked for all of it', async () => {
  await using server = await startBundleServer(serving(archive('one'), undefined));
  const source = follow(server);
  const { mark } = (await source.fetch(undefined))!;
  assert.equal((await source.fetch(mark))?.mark, mark);
  assert.equal(server.requests[1]?.['if-none-match'], undefined);
});

test('a 304 without a bundle is an error that says so', async () => {
  await using server = await startBundleServer((_, res) => res.writeHead(304, { etag: '"one"' }).end());
  await assert.rejects(follow(server).fetch(undefined), {
    code: 'bundle_unreadable',
    message: /answers 304, as if we had a bundle of it; we have none/,
  });
  await assert.rejects(follow(server).fetch('a mark of a former process'), /answers 304/);
});
