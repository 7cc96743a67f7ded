import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { event, exchange, line, reading } from './fixture.ts';

const SECRET = 'hunter2-do-not-log';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const ENCRYPTED = 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn';
const PRIVATE_KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE"\\AAAA\n-----END EC PRIVATE KEY-----';

const HEADERS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-amz-security-token',
  'x-csrf-token',
  'x-client-secret',
  'cf-access-jwt-assertion',
  'ocp-apim-subscription-key',
  'x-session-id',
  'x-auth',
];

for (const name of HEADERS) {
  test(`the header field ${name}`, () => {
    const whole = reading({ request: { headers: { [name]: SECRET, accept: 'text/html' } } });
    assert.ok(!line(whole).includes(SECRET));
    assert.deepEqual(event(whole).masked, [`/input/request/headers/${name}`]);
    assert.deepEqual(event(whole).input, { request: { headers: { [name]: '***', accept: 'text/html' } } });
    const alone = { ...whole, reads: [['request', 'headers', name]] };
    assert.ok(!line(alone).includes(SECRET));
  });
}

test('the header field that carries the API keys of this configuration', () => {
  const facts = reading({ request: { headers: { 'x-partner': SECRET } } });
  for (const reads of [null, [['request', 'headers', 'x-partner']], [['request']]]) {
    assert.ok(!line(facts, { reads, credentialHeaders: ['x-partner'] }).includes(SECRET));
  }
});

const PARAMETERS = [
  'access_token',
  'id_token',
  'token',
  'api_key',
  'apikey',
  'key',
  'code',
  'password',
  'client_secret',
];
for (const name of [...PARAMETERS, 'sig', 'X-Amz-Signature', 'X-Amz-Credential', 'Access_Token', 'auth', 'session']) {
  test(`the query parameter ${name}`, () => {
    const whole = reading({ request: { query: { [name]: [SECRET], page: ['2'] } } });
    assert.ok(!line(whole).includes(SECRET));
    assert.deepEqual(event(whole).masked, [`/input/request/query/${name}`]);
    assert.ok(!line({ ...whole, reads: [['request', 'query', name]] }).includes(SECRET));
  });
}

test('members of a body that hold credentials, at any depth', () => {
  const json = { user: 'alice', login: [{ password: SECRET }, { nested: { refreshToken: { value: SECRET } } }] };
  for (const reads of [null, [['request', 'body']], [['request', 'body', 'json', 'login']]]) {
    const found = event(reading({ request: { body: { state: 'complete', json } } }), { reads });
    assert.ok(!JSON.stringify(found).includes(SECRET));
    assert.deepEqual(found.masked, [
      '/input/request/body/json/login/0/password',
      '/input/request/body/json/login/1/nested/refreshToken',
    ]);
  }
});

test('header fields that a decision sets', () => {
  const result = {
    allow: true,
    obligations: [{ type: 'request_headers', set: { authorization: SECRET, 'x-tenant': 't' } }],
  };
  const found = event(exchange({ result: Object.freeze(result) }));
  assert.deepEqual(found.masked, ['/result/obligations/0/set/authorization']);
  assert.deepEqual(result.obligations[0]!.set.authorization, SECRET, 'the decision itself is as it was');
});

for (const [name, secret] of Object.entries({ TOKEN, ENCRYPTED, PRIVATE_KEY })) {
  test(`a value that is a credential by its looks: ${name}`, () => {
    const text = `before ${secret} after`;
    const found = line(
      exchange({
        input: JSON.stringify({ request: { segments: [text] }, subject: { claims: { note: text } } }),
        path: `/reset/${text}`,
        host: text,
        error: { code: 'internal', message: text },
        subject: Object.freeze({ kind: 'jwt', id: text, issuer: 'corp' }),
        result: Object.freeze({ allow: false, reasons: [{ code: 'c', message: text }] }),
      }),
    );
    assert.ok(!found.includes(JSON.stringify(secret).slice(1, -1)), found);
    assert.ok(!found.includes(secret.slice(-12)), found);
    assert.deepEqual(JSON.parse(found).input.request.segments, ['before *** after']);
    assert.equal(JSON.parse(found).http.path, '/reset/before *** after');
  });
}

test('a token whose end was cut off', () => {
  const cut = TOKEN.slice(0, TOKEN.lastIndexOf('.'));
  assert.ok(!line(reading({ request: { path: `/x/${cut}` } })).includes(cut));
});

test('what only looks like the start of a token costs no time', () => {
  const began = performance.now();
  for (const text of ['eyJ'.repeat(40_000), '-----BEGIN PRIVATE KEY-----'.repeat(4_000), `eyJ${'a.'.repeat(60_000)}`]) {
    line(reading({ request: { path: text } }));
  }
  assert.ok(performance.now() - began < 500);
});

test('whatever a policy reads of the headers, an authorization field is not in the log', () => {
  const reads = fc.constantFrom(
    null,
    [[]],
    [['request']],
    [['request', 'headers']],
    [['request', 'headers', 'authorization']],
  );
  fc.assert(
    fc.property(reads, fc.stringMatching(/^[\w+/=-]{16,60}$/), (paths, secret) => {
      const facts = reading({ request: { headers: { authorization: `Basic ${secret}` } } });
      assert.ok(!line(facts, { reads: paths }).includes(secret));
    }),
  );
});
