import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { answerTo, open } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

test('the head arrives before the first event, and each event as it is sent', async (t) => {
  let events: ServerResponse | undefined;
  const upstream = await startHttp(t, (_req, res) => {
    events = res;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.flushHeaders();
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const answer = await answerTo(open(gateway.origin).end());
  assert.equal(answer.headers['content-type'], 'text/event-stream');
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    events!.write(event);
    assert.equal(String((await once(answer, 'data'))[0]), event);
  }
  events!.end();
  await once(answer, 'end');
});
