import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

const ANSWERS: Record<string, string> = {
  'no HTTP at all': 'SSH-2.0-OpenSSH_9.2\r\n',
  'HTTP/0.9': 'hello\n',
  'a status of two digits': 'HTTP/1.1 99 Odd\r\n\r\n',
  'a status above 599': 'HTTP/1.1 777 Odd\r\ncontent-length: 0\r\n\r\n',
  'two lengths': `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nab`,
  'a length and chunks': `${OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a length that is no number': `${OK}content-length: +3\r\n\r\nabc`,
  'bare line feeds': 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok',
  'a folded field': `${OK}x-a: 1\r\n 2\r\ncontent-length: 0\r\n\r\n`,
  'NUL in a value': `${OK}x-a: 1\x002\r\ncontent-length: 0\r\n\r\n`,
  'a control character in a value': `${OK}x-a: 1\x012\r\ncontent-length: 0\r\n\r\n`,
  'a space in a name': `${OK}x a: 1\r\ncontent-length: 0\r\n\r\n`,
  'an unasked 100': 'HTTP/1.1 100 Continue\r\n\r\n',
  'an unasked 101': 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
  'a header section above 16 KiB': `${OK}x-a: ${'a'.repeat(17_000)}\r\ncontent-length: 0\r\n\r\n`,
  'thousands of interim answers': `${'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(5000)}${OK}content-length: 0\r\n\r\n`,
};

for (const [name, bytes] of Object.entries(ANSWERS)) {
  test(`${name} is a 502, and the next request is served`, async (t) => {
    let asked = 0;
    const upstream = await startTcp(t, (socket) => {
      asked++;
      socket.end(asked === 1 ? bytes : `${OK}content-length: 2\r\n\r\nok`, 'latin1');
    });
    const gateway = await startGateway(t, { endpoints: [upstream.origin] });
    const answer = await call(gateway.origin, { method: 'POST', body: 'x' });
    assert.equal(answer.status, 502);
    assert.equal(JSON.parse(answer.body.toString()).code, 'upstream_failed');
    assert.equal(asked, 1);
    const outcome = await gateway.next();
    assert.ok(outcome instanceof GatewayError);
    assert.ok(outcome.message.includes(upstream.origin), outcome.message);
    assert.equal((await call(gateway.origin)).body.toString(), 'ok');
  });
}
