import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { fieldOf } from './upstream.ts';

const certificates = join(import.meta.dirname, '..', 'request', 'listener', 'testdata');

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '1']));
}

type Headers = Readonly<Record<string, string | string[]>>;

interface Case {
  readonly row: string;
  readonly what: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly status: number;
}

const REFUSED: readonly Case[] = [
  ...['/admin#x', '/\\admin', '/a\xe9', '/a//b', '/pub/../admin', '/%2e%2e', '/a%00'].map((path) => ({
    row: 'B2',
    what: `path ${JSON.stringify(path)}`,
    headers: { ':path': path },
    status: 400,
  })),
  ...['get', 'FOO', 'PROPFIND'].map((method) => ({
    row: 'B3',
    what: `method ${method}`,
    headers: { ':method': method },
    status: 501,
  })),
  { row: 'A28', what: 'TRACE', headers: { ':method': 'TRACE' }, status: 405 },
  { row: 'A29', what: 'CONNECT', headers: { ':method': 'CONNECT', ':authority': 'a:80' }, status: 405 },
  { row: 'A11', what: 'GET with a body', headers: {}, body: 'hello', status: 400 },
  {
    row: 'A31',
    what: 'another expectation',
    headers: { ':method': 'POST', expect: '200-maybe' },
    body: 'x',
    status: 417,
  },
  { row: 'B9', what: '101 fields', headers: many(101), status: 431 },
  { row: 'B10', what: 'a value of 20 KB', headers: { x: 'a'.repeat(20_000) }, status: 431 },
  { row: 'B10', what: 'a path of 9 KB', headers: { ':path': `/${'a'.repeat(9000)}` }, status: 414 },
  { row: 'D3', what: 'host and :authority disagree', headers: { ':authority': 'a', host: 'b' }, status: 400 },
  { row: 'D4', what: 'a label without a name', headers: { ':authority': 'a..b' }, status: 400 },
  { row: 'D8', what: 'two user agents', headers: { 'user-agent': ['a', 'b'] }, status: 400 },
  { row: 'C1', what: 'an escaped letter', headers: { ':path': '/%61dmin' }, status: 403 },
];

describe('HTTP/2 obeys the same rules', () => {
  let gateway: AttackedGateway;
  let session: ClientHttp2Session;
  before(async () => {
    const files = { cert: join(certificates, 'first.crt'), key: join(certificates, 'first.key') };
    gateway = await startGateway({ tls: { certificates: [files], minVersion: 'TLSv1.2' } });
    session = connect(`https://127.0.0.1:${gateway.port}`, {
      rejectUnauthorized: false,
      strictSingleValueFields: false,
    } as object);
  });
  beforeEach(() => {
    gateway.refused.length = 0;
    gateway.decided.length = 0;
    gateway.upstream.arrived.length = 0;
  });
  after(async () => {
    session.close();
    await gateway.close();
  });

  async function ask(headers: Headers, body?: string) {
    const stream = session.request(
      { ':authority': 'a', ...headers },
      { endStream: body === undefined && headers[':method'] !== 'CONNECT' },
    );
    if (body !== undefined) stream.end(body);
    const [answer] = await once(stream, 'response');
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await once(stream, 'close');
    return { answer, body: text };
  }

  for (const { row, what, headers, body, status } of REFUSED) {
    test(`${row} ${what}: ${status}`, async () => {
      const { answer, body: problem } = await ask(headers, body);
      assert.equal(answer[':status'], status);
      assert.equal(answer['content-type'], 'application/problem+json');
      assert.equal(JSON.parse(problem).status, status);
      assert.equal(gateway.refused.length, 1);
      assert.deepEqual(gateway.upstream.arrived, []);
      assert.equal((await ask({ ':path': '/good' })).answer[':status'], 200);
    });
  }

  for (const headers of [
    { ':path': '/a b' },
    { ':path': 'a' },
    { ':authority': 'a@b' },
    { connection: 'close' },
    { te: 'gzip' },
  ]) {
    test(`B1, D4 ${JSON.stringify(headers)}: the stream is reset`, async () => {
      await assert.rejects(ask(headers), /PROTOCOL_ERROR|ERR_HTTP2/);
      assert.deepEqual(gateway.upstream.arrived, []);
      assert.equal((await ask({ ':path': '/good' })).answer[':status'], 200);
    });
  }

  test('B11 split cookies are joined, and the host is the authority', async () => {
    const { answer } = await ask({
      ':path': '/items',
      ':authority': 'Shop.Example:8443',
      cookie: ['a=1', 'b=2'],
      te: 'trailers',
    });
    assert.equal(answer[':status'], 200);
    const [request] = gateway.decided;
    assert.deepEqual(request?.headers, ['cookie', 'a=1; b=2']);
    assert.equal(request?.host, 'shop.example');
    assert.equal(request?.scheme, 'https');
    assert.equal(request?.client.tls?.version, 'TLSv1.3');
    const [arrived] = gateway.upstream.arrived;
    assert.equal(fieldOf(arrived!, 'host'), 'shop.example:8443');
    assert.equal(fieldOf(arrived!, 'via'), '2.0 regate');
    assert.equal(fieldOf(arrived!, 'x-forwarded-proto'), 'https');
  });

  test('an empty body with its length is none', async () => {
    assert.equal((await ask({ ':method': 'POST', 'content-length': '5' }, 'hello')).answer[':status'], 200);
    assert.equal(gateway.upstream.arrived[0]?.body, 'hello');
    assert.equal(gateway.decided[0]?.bodyPresent, true);
  });
});
