import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, type Options, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const POLICY = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if {
	print("asked for", input.request.path, {"b", "a"}, input.request.headers["x-none"])
	every n in lines {
		print("line", n, input.request.query.n)
		n > 0
	}
}

lines := numbers.range(1, 60) if input.request.query.n
else := []
`;

interface Printed {
  readonly level: string;
  readonly message: string;
  readonly bundle: string;
  readonly worker: number;
}

/** Lines that the policy printed, without what stands before them. */
function printed(log: string): string[] {
  const lines = log.trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as Printed).filter(({ bundle }) => bundle === 'main');
  return events.filter(({ level }) => level === 'debug').map(({ message }) => message.replace('policy: ', ''));
}

async function run(options: Partial<Options>) {
  const upstream = await startUpstream();
  const running = await start({
    policies: { 'gateway.rego': POLICY },
    endpoints: [upstream.origin],
    config: { workers: 1 },
    ...options,
  });
  return {
    log: running.log,
    ask: async (path: string) => assert.equal((await fetch(running.url + path)).status, 200),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream.close();
    },
  };
}

test('a development gateway logs it, and nothing of what it printed while it became warm', async () => {
  await using running = await run({ print: true });
  await running.ask('/api/a');
  await eventually('a line in the log', () => printed(running.log()).length > 0);
  assert.deepEqual(printed(running.log()), ['asked for /api/a {"a", "b"} <undefined>']);
});

test('a flood of lines is cut, and so is a long one', async () => {
  await using running = await run({ print: true });
  await running.ask(`/api/a?n=${'x'.repeat(3000)}`);
  const lines = await eventually('the end of the lines', () => {
    const some = printed(running.log());
    return some.at(-1)?.includes('left out') && some;
  });
  assert.equal(lines.length, 51);
  assert.equal(lines[1], `line 1 ["${'x'.repeat(1991)}…`);
  assert.equal(lines[50], 'more than 50 lines in a second: the rest is left out');
});

test('any other gateway compiles it away', async () => {
  await using running = await run({});
  await running.ask('/api/a');
  await running.ask('/api/b?m=1');
  assert.deepEqual(printed(running.log()), []);
});
