import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { startNginx } from '../../system/nginx.ts';
import { answerTo, call, open } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

const MIB = 1024 * 1024;

/** Bytes that show a swapped or lost chunk. */
function* pattern(size: number): Generator<Buffer> {
  for (let sent = 0; sent < size; sent += 65_536) {
    const chunk = Buffer.alloc(Math.min(65_536, size - sent));
    for (let i = 0; i + 4 <= chunk.length; i += 4096) chunk.writeUInt32LE((sent + i) / 4, i);
    yield chunk;
  }
}

function digestOf(size: number): string {
  const hash = createHash('sha256');
  for (const chunk of pattern(size)) hash.update(chunk);
  return hash.digest('hex');
}

async function digest(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

for (const framing of ['length', 'chunks']) {
  for (const size of [1, 1000, 64 * 1024, 100_000, framing === 'length' ? 100 * MIB : 10 * MIB]) {
    test(`${size} bytes with ${framing} arrive as they were sent and come back the same`, async (t) => {
      const upstream = await startHttp(t, async (req, res) => {
        if (req.method === 'POST') res.end(await digest(req));
        else {
          if (framing === 'length') res.setHeader('content-length', size);
          await pipeline(Readable.from(pattern(size)), res);
        }
      });
      const gateway = await startGateway(t, { endpoints: [upstream.origin] });
      const expected = digestOf(size);

      const headers: Record<string, string> = framing === 'length' ? { 'content-length': String(size) } : {};
      const post = open(gateway.origin, { method: 'POST', headers });
      const [answer] = await Promise.all([answerTo(post), pipeline(Readable.from(pattern(size)), post)]);
      assert.equal(await text(answer), expected);
      const posted = await gateway.next();
      assert.ok('bytesIn' in posted);
      assert.equal(posted.bytesIn, size);

      assert.equal(await digest(await answerTo(open(gateway.origin).end())), expected);
      const got = await gateway.next();
      assert.ok('bytesOut' in got);
      assert.equal(got.bytesOut, size);
      assert.equal(got.aborted, undefined);
    });
  }
}

test('files of a real nginx arrive whole, and ranges as asked for', async (t) => {
  const file = Buffer.concat([...pattern(5 * MIB)]);
  const nginx = await startNginx('location / { }', { file });
  t.after(() => nginx.close());
  const gateway = await startGateway(t, { endpoints: [nginx.origin] });
  const whole = await call(`${gateway.origin}/file`);
  assert.equal(whole.status, 200);
  assert.ok(whole.body.equals(file));
  const part = await call(`${gateway.origin}/file`, { headers: { range: 'bytes=1000000-1999999' } });
  assert.equal(part.status, 206);
  assert.ok(part.body.equals(file.subarray(1_000_000, 2_000_000)));
  const unchanged = await call(`${gateway.origin}/file`, { headers: { 'if-none-match': String(whole.headers.etag) } });
  assert.equal(unchanged.status, 304);
});

async function text(answer: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of answer) all += chunk;
  return all;
}
