import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { outlineOf, type RequestOutline } from '../../../src/request/recording/outline.ts';
import { request } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from '../listener/open.ts';

test('what cannot become a canonical request can still be recorded, without its query', async (t) => {
  const outlines: RequestOutline[] = [];
  const { port } = await open(t, (req, res: ClientResponse) => {
    outlines.push(outlineOf(req));
    res.end();
  });

  await send(port, request('GET //x/..?token=secret HTTP/1.1', ['Host: a@b']));
  await send(port, request(`GET /${'a'.repeat(5000)} HTTP/1.1`, []));

  assert.deepEqual(outlines[0], { method: 'GET', host: 'a@b', path: '//x/..', clientAddress: '127.0.0.1' });
  assert.deepEqual(
    { ...outlines[1], path: outlines[1]?.path.length },
    { method: 'GET', host: '', path: 1024, clientAddress: '127.0.0.1' },
  );
});
