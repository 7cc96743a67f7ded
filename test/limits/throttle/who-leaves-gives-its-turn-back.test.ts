import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take } from './fixture.ts';

test('who leaves the queue makes room for another at once', async () => {
  using opened = open({ concurrency: 1, queue: 1 });
  const client = opened.client();
  const [first, second] = take(client, 2);
  await first!.verdict;
  second!.end();
  assert.equal(await second!.verdict, 'left');
  const [third, fourth] = take(client, 2);
  assert.equal(await fourth!.verdict, 'full');
  first!.end();
  assert.equal(await third!.verdict, 'granted');
});

test('a place is given back once, however often it is said', async () => {
  using opened = open({ concurrency: 1 });
  const [first, second, third] = take(opened.client(), 3);
  await first!.verdict;
  first!.end();
  first!.end();
  await second!.verdict;
  first!.end();
  const { waiting, running } = opened.statistics();
  assert.deepEqual({ waiting, running }, { waiting: 1, running: 1 });
  second!.end();
  assert.equal(await third!.verdict, 'granted');
});
