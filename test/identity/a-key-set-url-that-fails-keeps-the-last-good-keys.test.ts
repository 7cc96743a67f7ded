import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import type { GatewayError } from '../../src/errors.ts';
import {
  authenticate,
  authenticator,
  bearer,
  CLAIMS,
  configure,
  issuer,
  NOW,
} from '../request/authenticate/fixture.ts';
import { keyServer, keys } from './key-server.ts';
import { signer } from './signer.ts';

const key = signer('k1');
const MINUTE = 60_000;
const token = (sub: string) => bearer(key.token({ ...CLAIMS, sub, exp: NOW / 1000 + 36_000 }));
const good = JSON.stringify({ keys: [key.jwk] });

/** E14. What a key set URL may answer instead of a key set, and what the operator reads of it. */
const FAILURES: Record<string, [RegExp, RequestListener]> = {
  'status 500': [/answered 500/, (_req, res) => res.writeHead(500).end(good)],
  'status 204': [/answered 204/, (_req, res) => res.writeHead(204).end()],
  'a redirect': [/answered 302/, (req, res) => elsewhere(req.url!, res)],
  'an HTML page': [/not a JSON Web Key Set/, (_req, res) => res.end('<html>sign in</html>')],
  nothing: [/not a JSON Web Key Set/, (_req, res) => res.end()],
  'another JSON': [/not a JSON Web Key Set/, (_req, res) => res.end('{"issuer":"https://issuer.example"}')],
  'a member twice': [/not a JSON Web Key Set/, (_req, res) => res.end(`{"keys":[],${good.slice(1)}`)],
  'bytes that are no text': [/encod/, (_req, res) => res.end(Buffer.from([0xff, 0xfe]))],
  'no key': [/none of its keys/, (_req, res) => res.end('{"keys":[]}')],
  'a symmetric key': [/none of its keys/, (_req, res) => res.end('{"keys":[{"kty":"oct","k":"AAAA","alg":"ES256"}]}')],
  '5 MB': [/larger than/, (_req, res) => res.end(good + ' '.repeat(5_000_000))],
  'a body that ends early': [
    /terminated/,
    (_req, res) => res.writeHead(200, { 'content-length': 9_999 }).write(good, () => res.destroy()),
  ],
  'a connection that is closed': [/fetch failed/, (req) => req.socket.destroy()],
};

function elsewhere(url: string, res: Parameters<RequestListener>[1]): void {
  if (url === '/elsewhere') res.end(good);
  else res.writeHead(302, { location: '/elsewhere' }).end();
}

for (const [failure, [reason, answer]] of Object.entries(FAILURES)) {
  test(`${failure}: the last good keys are used for an hour, then the answer is 503`, async (t) => {
    const clock = { now: NOW };
    const server = await keyServer(t, keys(key.jwk));
    const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
    await authenticate(stage, token('alice'));
    server.answer = answer;

    clock.now = NOW + 11 * MINUTE;
    assert.equal((await authenticate(stage, token('bob'))).subject.id, 'bob');
    assert.equal(server.count, 2);
    assert.match(stage.status.corp?.error ?? '', reason);

    clock.now = NOW + 60 * MINUTE - 1;
    assert.equal((await authenticate(stage, token('carol'))).subject.id, 'carol');
    clock.now = NOW + 60 * MINUTE;
    for (const sub of ['alice', 'dave']) {
      await assert.rejects(authenticate(stage, token(sub)), (error: GatewayError) => {
        assert.equal(error.code, 'identity_unavailable');
        assert.match(error.message, reason);
        assert.match(error.headers?.['retry-after'] ?? '', /^[1-9]\d*$/);
        return true;
      });
    }

    server.answer = keys(key.jwk);
    clock.now += MINUTE;
    assert.equal((await authenticate(stage, token('erin'))).subject.id, 'erin');
    assert.equal(stage.status.corp?.error, undefined);
  });
}

test('a gateway that starts before its issuer answers 503, asks again with growing pauses, and recovers', async (t) => {
  const clock = { now: NOW };
  const server = await keyServer(t, (_req, res) => res.writeHead(503).end());
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  const fetches: number[] = [];
  for (let second = 0; second < 200; second++) {
    clock.now = NOW + second * 1000;
    const before = server.count;
    await assert.rejects(authenticate(stage, token('alice')), { code: 'identity_unavailable' });
    if (server.count > before || second === 0) fetches.push(second);
  }
  assert.deepEqual(fetches, [0, 1, 3, 7, 15, 31, 61, 91, 121, 151, 181]);
  server.answer = keys(key.jwk);
  clock.now = NOW + 300_000;
  assert.equal((await authenticate(stage, token('alice'))).subject.id, 'alice');
});
