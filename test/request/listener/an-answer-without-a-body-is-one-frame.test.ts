import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, constants } from 'node:http2';
import { test } from 'node:test';
import { flushHead, writeHead } from '../../../src/request/respond.ts';
import { certificateFiles, open } from './open.ts';

const tls = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };

test('over HTTP/2 the head waits for what comes with it', async (t) => {
  const { port } = await open(
    t,
    (req, res) => {
      writeHead(res, 200, ['x-a', '1', 'x-a', '2', 'set-cookie', 'a', 'set-cookie', 'b']);
      if (req.url === '/flushed') flushHead(res);
      else if (req.url === '/body') res.end('body');
      else if (req.url === '/trailers') {
        (res as ServerResponse).write('body');
        (res as ServerResponse).addTrailers({ 'x-t': '1' });
        res.end();
      } else res.end();
    },
    { tls },
  );
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const ask = async (path: string, method = 'GET') => {
    const stream = session.request({ ':path': path, ':method': method });
    let trailers: unknown;
    stream.on('trailers', (received) => {
      trailers = received['x-t'];
    });
    const [headers, flags] = await once(stream, 'response');
    const end = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const body = path === '/flushed' ? [] : await stream.setEncoding('utf8').toArray();
    return { end, fields: [headers[':status'], headers['x-a'], headers['set-cookie']], body: body.join(''), trailers };
  };
  const fields = [200, '1, 2', ['a', 'b']];

  assert.deepEqual(await ask('/empty'), { end: true, fields, body: '', trailers: undefined });
  assert.deepEqual(await ask('/empty', 'HEAD'), { end: true, fields, body: '', trailers: undefined });
  assert.deepEqual(await ask('/flushed'), { end: false, fields, body: '', trailers: undefined });
  assert.deepEqual(await ask('/body'), { end: false, fields, body: 'body', trailers: undefined });
  assert.deepEqual(await ask('/trailers'), { end: false, fields, body: 'body', trailers: '1' });
});
