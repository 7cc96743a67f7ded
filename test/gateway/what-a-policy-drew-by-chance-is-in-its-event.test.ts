import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Toolchain } from '../../src/toolchain/toolchain.ts';
import { start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const POLICY = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "request_headers", "set": {"x-drawn": drawn}}]}

drawn := json.marshal([
	time.now_ns(),
	time.now_ns(),
	rand.intn("dice", 1000000000),
	rand.intn("dice", 1000000000),
	rand.intn("coin", 1000000000),
	uuid.rfc4122("one"),
	uuid.rfc4122("other"),
	uuid.rfc4122("one"),
	input.request.path,
])
`;

/** JSON whose numbers keep their digits: nanoseconds are more than a double holds. */
const parse = (text: string) =>
  JSON.parse(text, (_, value, { source }: { source?: string }) =>
    typeof value === 'number' ? JSON.rawJSON(source as string) : value,
  );

interface Event {
  readonly input: object;
  readonly result: { readonly obligations: readonly [{ readonly set: { readonly 'x-drawn': string } }] };
  readonly nd_builtin_cache: {
    readonly 'time.now_ns': object;
    readonly 'rand.intn': object;
    readonly 'uuid.rfc4122': object;
  };
}

test('time, random numbers and UUIDs of a decision are recorded, so that OPA decides it again alike', async () => {
  const arrived: string[] = [];
  await using upstream = await startUpstream((req, res) => {
    arrived.push(String(req.headers['x-drawn']));
    res.end();
  });
  await using running = await start({ policies: { 'gateway.rego': POLICY }, endpoints: [upstream.origin] });
  for (const path of ['/api/a', '/api/a', '/api/b']) assert.equal((await fetch(running.url + path)).status, 200);
  await running.events(3);
  const log = await readFile(join(running.folder, 'decisions.jsonl'), 'utf8');
  const lines = log.trimEnd().split('\n');
  const events = lines.map((line) => parse(line) as Event);
  assert.deepEqual(events.map(drawnIn).sort(), arrived.sort());
  assert.equal(new Set(arrived).size, 3, 'each decision draws anew');

  const toolchain = await Toolchain.start();
  try {
    const files = [{ path: 'gateway.rego', bytes: Buffer.from(POLICY) }];
    for (const event of events) {
      const { 'time.now_ns': time, 'rand.intn': random, 'uuid.rfc4122': uuid } = event.nd_builtin_cache;
      const cached = (cache: object, args: string) => JSON.stringify((cache as Record<string, unknown>)[args]);
      const [now, dice, coin] = [
        cached(time, '[]'),
        cached(random, '["dice",1000000000]'),
        cached(random, '["coin",1000000000]'),
      ];
      const [one, other] = [cached(uuid, '["one"]'), cached(uuid, '["other"]')];
      const path = JSON.stringify((event.input as { request: { path: string } }).request.path);
      assert.equal(drawnIn(event), `[${[now, now, dice, dice, coin, one, other, one, path].join(',')}]`);
      assert.deepEqual(
        [time, random, uuid].map((cache) => Object.keys(cache).length),
        [1, 2, 2],
      );

      // OPA's own evaluator, given the input and what was drawn.
      const replay = `data.gateway.decision with time.now_ns as ${now} with rand.intn as data.replay.intn with uuid.rfc4122 as data.replay.uuid`;
      const mocks = `package replay\n\nintn("dice", _) := ${dice}\nintn("coin", _) := ${coin}\nuuid("one") := ${one}\nuuid("other") := ${other}\n`;
      const sources = { files: [...files, { path: 'replay.rego', bytes: Buffer.from(mocks) }] };
      const { results } = await toolchain.evaluate(sources, replay, { input: event.input });
      assert.deepEqual(results[0]?.values[0], event.result);
    }
  } finally {
    await toolchain.close();
  }
});

function drawnIn({ result }: Event): string {
  return result.obligations[0].set['x-drawn'];
}

test('a policy that draws nothing has nothing recorded', async () => {
  await using upstream = await startUpstream();
  await using running = await start({ endpoints: [upstream.origin] });
  assert.equal((await fetch(`${running.url}/api/a`)).status, 200);
  const [event] = await running.events(1);
  assert.equal(event?.nd_builtin_cache, undefined);
});
