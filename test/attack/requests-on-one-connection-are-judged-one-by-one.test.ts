import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { get, post, request } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { send, type WireExchange } from './wire.ts';

/** Rows A22 and A23. */
describe('requests on one connection are judged one by one', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway();
  });
  beforeEach(() => {
    gateway.upstream.arrived.length = 0;
    gateway.refused.length = 0;
  });
  after(() => gateway.close());

  function statuses({ responses }: WireExchange): number[] {
    return responses.map(({ status }) => status);
  }

  function urls(): string[] {
    return gateway.upstream.arrived.map(({ url }) => url);
  }

  test('pipelined requests get their own decisions, in order', async () => {
    const bytes = [get('/one'), get('/admin'), get('/two'), get('/denied/x'), get('/three')].join('');
    const exchange = await send(gateway.port, bytes, { responses: 5 });
    assert.deepEqual(statuses(exchange), [200, 403, 200, 403, 200]);
    assert.deepEqual(urls().toSorted(), ['/one', '/three', '/two']);
    assert.deepEqual(gateway.refused, ['denied', 'denied']);
  });

  test('what follows connection: close is not a request', async () => {
    const exchange = await send(gateway.port, get('/one', 'Connection: close') + get('/two'), { responses: 2 });
    assert.deepEqual(statuses(exchange), [200]);
    assert.equal(exchange.closed, true);
    assert.deepEqual(urls(), ['/one']);
    assert.deepEqual(gateway.refused, ['bad_request']);
  });

  test('a good request before garbage is answered first', async () => {
    const exchange = await send(gateway.port, `${get('/one')}\0garbage\r\n\r\n`, { responses: 3 });
    assert.deepEqual(statuses(exchange), [200]);
    assert.equal(exchange.responses[0]?.headers.connection, 'close');
    assert.equal(exchange.closed, true);
    assert.deepEqual(urls(), ['/one']);
    assert.deepEqual(gateway.refused, ['bad_request']);
  });

  test('a good request after a refused one is not served on the same connection', async () => {
    const exchange = await send(gateway.port, get('/a//b') + get('/two'), { responses: 3 });
    assert.deepEqual(statuses(exchange), [400]);
    assert.equal(exchange.closed, true);
    assert.deepEqual(urls(), []);
  });

  test('a body that turns out malformed after it was begun is cut short, and nothing is complete at the upstream', async () => {
    const pieces = [post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n'), '0x5\r\nhello\r\n0\r\n\r\n'];
    const exchange = await send(gateway.port, pieces, { responses: 2 });
    assert.deepEqual(statuses(exchange), [400]);
    assert.equal(exchange.closed, true);
    assert.deepEqual(urls(), []);
  });

  test('CONNECT after a good request is refused after its answer', async () => {
    const exchange = await send(gateway.port, get('/one') + request('CONNECT a:80 HTTP/1.1'), { responses: 3 });
    assert.deepEqual(statuses(exchange), [200, 405]);
    assert.equal(exchange.responses[1]?.headers.allow, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
    assert.deepEqual(urls(), ['/one']);
  });
});
