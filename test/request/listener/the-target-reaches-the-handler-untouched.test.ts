import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { get, post } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('no framework looks at a target, decodes it or answers in the place of the handler', async (t) => {
  const urls: (string | undefined)[] = [];
  const { port } = await open(t, (req, res: ClientResponse) => {
    urls.push(req.url);
    res.end();
  });

  const targets = ['/%zz', '/%2e%2e/a', '//x', '/a#b', '/%00', '*', `/${'a'.repeat(500)}`, '/a?b=%', 'http://evil/x'];
  for (const target of targets) {
    const { responses } = await send(port, get(target));
    assert.deepEqual(
      responses.map(({ status }) => status),
      [200],
      target,
    );
  }
  assert.deepEqual(urls, targets);
});

test('no framework reads a body or judges its type', async (t) => {
  const { port } = await open(t, (req, res: ClientResponse) => {
    req.setEncoding('utf8').on('data', (body: string) => res.end(body));
  });

  for (const type of ['application/json', 'nonsense', 'a/b;;', '']) {
    const { responses } = await send(port, post([`Content-Type: ${type}`, 'Content-Length: 5'], '{"a":'));
    assert.deepEqual(
      responses.map(({ status, body }) => [status, body]),
      [[200, '{"a":']],
      type,
    );
  }
});
