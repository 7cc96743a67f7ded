import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { start } from '../gateway/fixture.ts';
import { startUpstream } from '../gateway/upstream.ts';
import { faults } from './fixture.ts';

const WHOLE_INPUT = `package gateway

# METADATA
# entrypoint: true
decision := {
	"allow": count(input) > 0,
	"obligations": [{"type": "request_headers", "set": {"authorization": "Basic c2VjcmV0LWZvci11cHN0cmVhbQ=="}}],
}
`;
const SECRETS = ['secret-for-gateway', 'secret-in-query', 'secret-in-cookie', 'c2VjcmV0LWZvci11cHN0cmVhbQ=='];

test('though its policy reads the whole input', async (t) => {
  const upstream = await startUpstream();
  const running = await start({ policies: { 'gateway.rego': WHOLE_INPUT }, endpoints: [upstream.origin] });
  t.after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream.close();
  });
  const headers = { authorization: `Bearer ${SECRETS[0]}`, cookie: `session=${SECRETS[2]}` };
  const answer = await fetch(`${running.url}/api/a?access_token=${SECRETS[1]}&page=2`, { headers });
  assert.equal(answer.status, 200);
  const [event] = await running.events(1);
  assert.deepEqual(faults(event), []);
  const text = await readFile(join(running.folder, 'decisions.jsonl'), 'utf8');
  for (const secret of SECRETS) assert.ok(!text.includes(secret) && !running.log().includes(secret), secret);
  assert.ok(text.includes('"page":["2"]'));
  assert.deepEqual(event?.masked?.toSorted(), [
    '/input/request/headers/authorization',
    '/input/request/headers/cookie',
    '/input/request/query/access_token',
    '/result/obligations/0/set/authorization',
  ]);
});
