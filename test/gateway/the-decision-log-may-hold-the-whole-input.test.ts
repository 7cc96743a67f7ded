import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const POLICY = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": input.request.method == "GET"}
`;

async function inputs(record: 'read' | 'full') {
  await using service = await startUpstream();
  const config = { audit: { file: { path: './decisions.jsonl' }, record, mask: ['/input/request/headers/x-name'] } };
  await using running = await start({ policies: { 'p.rego': POLICY }, endpoints: [service.origin], config });
  await fetch(`${running.url}/api/items?q=1`, { headers: { 'x-name': 'alice' } });
  const [event] = await running.events(1);
  return event!;
}

test('what the policy read, and what that was', async () => {
  const { input, reads } = await inputs('read');
  assert.deepEqual(input, { request: { method: 'GET' } });
  assert.deepEqual(reads, ['/request/method']);
});

test('or all of it, masked', async () => {
  const { input, reads, masked } = await inputs('full');
  const { request, subject, route } = input as Record<string, Record<string, unknown>>;
  assert.equal(reads, undefined);
  assert.deepEqual([request?.path, request?.query, route?.id], ['/api/items', { q: ['1'] }, 'api']);
  assert.equal(subject?.kind, 'anonymous');
  const headers = request?.headers as Record<string, string> | undefined;
  assert.match(headers?.['x-name'] ?? '', /^\*{3}[0-9a-f]{16}$/);
  assert.deepEqual(masked, ['/input/request/headers/x-name']);
});
