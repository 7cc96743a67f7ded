import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { answerTo, open, readAnswer, speak } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { refusingOrigin, startHttp } from '../../traffic/upstreams.ts';

for (const length of [5, 200_000, undefined]) {
  test(`a body of ${length ?? 'unknown'} bytes is asked for once and does not carry the expectation on`, async (t) => {
    let expectation: string | undefined = 'not asked';
    const upstream = await startHttp(t, (req, res) => {
      expectation = req.headers.expect;
      let size = 0;
      req.on('data', (chunk) => {
        size += chunk.length;
      });
      req.on('end', () => res.end(String(size)));
    });
    const gateway = await startGateway(t, { endpoints: [upstream.origin] });
    const req = open(gateway.origin, {
      method: 'POST',
      headers: { expect: '100-continue', ...(length === undefined ? {} : { 'content-length': String(length) }) },
    });
    req.flushHeaders();
    await once(req, 'continue');
    req.end(Buffer.alloc(length ?? 7));
    const answer = await readAnswer(await answerTo(req));
    assert.equal(answer.body.toString(), String(length ?? 7));
    assert.equal(expectation, undefined);
  });
}

test('a body that the policy reads is asked for once', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.pipe(res));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], readsBody: 100 });
  const { text } = await speak(
    gateway.port,
    'POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
  );
  assert.equal(text.split('100 Continue').length, 2);
  assert.match(text, /\r\n\r\n\{\}$|\r\n\{\}\r\n/);
});

test('a body that cannot be sent on is not asked for', async (t) => {
  const gateway = await startGateway(t, { endpoints: [await refusingOrigin(t)] });
  const { text } = await speak(
    gateway.port,
    'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  assert.match(text, /^HTTP\/1.1 502 /);
});
