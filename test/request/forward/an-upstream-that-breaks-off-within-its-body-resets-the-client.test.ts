import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { speak } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';

const ANSWERS: Record<string, { readonly bytes: string; readonly end: (socket: Socket) => void }> = {
  'a length that is too long, then FIN': {
    bytes: `${HEAD}content-length: 100\r\n\r\npart`,
    end: (socket) => socket.end(),
  },
  'a length that is too long, then RST': {
    bytes: `${HEAD}content-length: 100\r\n\r\npart`,
    end: (socket) => socket.resetAndDestroy(),
  },
  'a chunk that is cut': {
    bytes: `${HEAD}transfer-encoding: chunked\r\n\r\n64\r\npart`,
    end: (socket) => socket.end(),
  },
  'chunks without the last one': {
    bytes: `${HEAD}transfer-encoding: chunked\r\n\r\n4\r\npart\r\n`,
    end: (socket) => socket.end(),
  },
  'a chunk size that is no number': {
    bytes: `${HEAD}transfer-encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n`,
    end: () => {},
  },
  'a body up to the end of the connection, then RST': {
    bytes: `${HEAD}\r\npart`,
    end: (socket) => socket.resetAndDestroy(),
  },
};

for (const [name, { bytes, end }] of Object.entries(ANSWERS)) {
  for (const version of ['1.1', '1.0']) {
    test(`${name}: a client of HTTP/${version} sees a reset, not an end`, async (t) => {
      const upstream = await startTcp(t, (socket) => {
        socket.write(bytes);
        setTimeout(() => end(socket), 30);
      });
      const gateway = await startGateway(t, { endpoints: [upstream.origin] });
      const { text, error } = await speak(gateway.port, `GET / HTTP/${version}\r\nhost: a\r\n\r\n`);
      assert.equal(error, 'ECONNRESET');
      assert.ok(!text.includes('\r\n0\r\n'), text);
      const outcome = await gateway.next();
      assert.ok('aborted' in outcome);
      assert.equal(outcome.aborted, 'upstream');
      assert.equal(outcome.status, 200);
      assert.equal(outcome.attempts, 1);
    });
  }
}
