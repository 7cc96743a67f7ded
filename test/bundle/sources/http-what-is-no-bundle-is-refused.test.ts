import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { archive, startBundleServer } from './bundle-server.ts';
import { follow } from './http-source.ts';

const ONE = archive('one');
const elsewhere = 'https://elsewhere.example';

const ANSWERS: readonly [string, RegExp, (req: IncomingMessage, res: ServerResponse) => unknown][] = [
  ['a page of HTML with 200', /no gzipped archive, but text\/html/, page(200)],
  ['an empty body', /empty body/, (_, res) => res.writeHead(200).end()],
  ['204', /answers 204/, (_, res) => res.writeHead(204).end()],
  ['a part of it (206)', /a part of the bundle \(206\)/, partial],
  ['a redirect elsewhere', /redirects \(302\)/, redirect(`${elsewhere}/b`)],
  ['a redirect to itself', /redirects \(301\)/, (req, res) => res.writeHead(301, { location: req.url }).end()],
  ['401', /refuses us \(401\): look at `token`/, page(401)],
  ['404', /answers 404$/, page(404)],
  ['500', /answers 500$/, page(500)],
  ['fewer bytes than announced', /ended before the answer did/, cut({ 'content-length': '100' })],
  ['chunks without an end', /ended before the answer did/, cut({})],
  ['more bytes than are taken, announced', /larger than 100000 bytes/, announcing],
  ['more bytes than are taken, not announced', /larger than 100000 bytes/, large],
  ['nothing at all', /did not begin to answer within 1000 ms/, () => undefined],
  ['one drop after another', /did not come to the end of its answer within 1000 ms/, drip],
  ['a connection that ends at once', /ended before the answer did/, (req) => req.socket.destroy()],
  ['what is not HTTP', /Parse Error|HPE_/, (req) => req.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
];

for (const [name, says, answer] of ANSWERS) {
  test(name, async () => {
    await using server = await startBundleServer(answer);
    const source = follow(server);
    await assert.rejects(source.fetch(undefined), ({ code, message }) => {
      assert.equal(code, 'bundle_unreadable');
      assert.match(message, says);
      assert.ok(message.startsWith(`${server.url}: `), message);
      return true;
    });
    server.answer = (_, res) => res.writeHead(200).end(ONE);
    assert.deepEqual((await source.fetch(undefined))?.kind, 'archive', 'and the next look starts anew');
  });
}

test('a server that nobody runs', async () => {
  const server = await startBundleServer(() => undefined);
  await server[Symbol.asyncDispose]();
  await assert.rejects(follow(server).fetch(undefined), { code: 'bundle_unreadable', message: /ECONNREFUSED/ });
});

function page(status: number) {
  return (_: IncomingMessage, res: ServerResponse) =>
    res.writeHead(status, { 'content-type': 'text/html' }).end('<html>Something</html>');
}

function redirect(location: string) {
  return (_: IncomingMessage, res: ServerResponse) => res.writeHead(302, { location }).end();
}

function partial(_: IncomingMessage, res: ServerResponse) {
  res.writeHead(206, { 'content-range': `bytes 0-${ONE.length - 1}/1000` }).end(ONE);
}

function cut(headers: Record<string, string>) {
  return (_: IncomingMessage, res: ServerResponse) => {
    res.writeHead(200, headers).write(ONE, () => res.destroy());
  };
}

/** Of what is announced nothing is waited for. */
function announcing(_: IncomingMessage, res: ServerResponse) {
  res.writeHead(200, { 'content-length': '200000' }).flushHeaders();
}

function large(_: IncomingMessage, res: ServerResponse) {
  res.on('error', () => undefined);
  res.writeHead(200).end(Buffer.concat([ONE, Buffer.alloc(200_000 - ONE.length)]));
}

function drip(_: IncomingMessage, res: ServerResponse) {
  res.writeHead(200, { 'content-length': '1000' });
  const timer = setInterval(() => res.write('x'), 50);
  res.on('close', () => clearInterval(timer));
}
