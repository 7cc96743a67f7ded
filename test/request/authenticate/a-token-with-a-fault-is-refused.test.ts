import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import type { GatewayError } from '../../../src/errors.ts';
import { part, signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, issuer, NOW, request } from './fixture.ts';

const key = signer('k1');
const rsa = signer('r1', 'RS256');
const stranger = signer('k1');
const seconds = NOW / 1000;
const valid = key.token(CLAIMS);
const [validHeader, validPayload, validSignature] = valid.split('.') as [string, string, string];

const claims = (change: object) => key.token({ ...CLAIMS, ...change });
const header = (change: object) => key.token(CLAIMS, { alg: 'ES256', kid: 'k1', ...change });
const json = (text: string) => key.token(text);
const body = JSON.stringify(CLAIMS).slice(1);

/** Each with the reason for which it has to be refused, so that no fault hides behind another one. */
const FAULTS: Record<string, [reason: RegExp, token: string]> = {
  'E1 alg none': [/compact serialization/, `${part({ alg: 'none' })}.${validPayload}.`],
  'E1 alg None with a signature': [
    /algorithm of the token is not allowed/,
    `${part({ alg: 'None', kid: 'k1' })}.${validPayload}.${validSignature}`,
  ],
  'E1 alg none, any signature': [/algorithm of the token is not allowed/, header({ alg: 'none' })],
  'E1 no alg': [/names no algorithm/, header({ alg: undefined })],
  'E1 empty signature': [/compact serialization/, `${validHeader}.${validPayload}.`],
  'E2 HMAC with the public key as PEM': [
    /algorithm of the token is not allowed/,
    hmac(createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' })),
  ],
  'E2 HMAC with the public key as PEM after white space': [
    /algorithm of the token is not allowed/,
    hmac(` \n${createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' })}`),
  ],
  'E3 algorithm that the issuer does not use': [
    /algorithm of the token is not allowed/,
    rsa.token(CLAIMS, { alg: 'RS512', kid: 'r1' }),
  ],
  'E3 algorithm of another key type': [/not in the key set/, header({ alg: 'RS256' })],
  'E3 another algorithm of the same key type': [
    /algorithm of the token is not allowed/,
    signer('r1', 'PS256').token(CLAIMS, { alg: 'PS256', kid: 'r1' }),
  ],
  'E4 kid is a path': [/not in the key set/, header({ kid: '../../etc/passwd' })],
  'E4 kid is SQL': [/not in the key set/, header({ kid: "' or 1=1 --" })],
  'E4 kid has NUL': [/not in the key set/, header({ kid: 'k1\u0000' })],
  'E4 kid of 5 KB': [/not in the key set/, header({ kid: 'k'.repeat(5_000) })],
  'E4 kid is a number': [/key id of the token is not a string/, header({ kid: 1 })],
  'E4 kid is null': [/key id of the token is not a string/, header({ kid: null })],
  'E5 a key in the header': [/signature/, stranger.token(CLAIMS, { alg: 'ES256', kid: 'k1', jwk: stranger.jwk })],
  'E6 signed by another key of the same kid': [/signature/, stranger.token(CLAIMS)],
  'E6 one bit of the payload': [/signature/, `${validHeader}.${part({ ...CLAIMS, sub: 'alicf' })}.${validSignature}`],
  'E7 no exp': [/never expires/, claims({ exp: undefined })],
  'E7 exp in the past': [/has expired/, claims({ exp: seconds - 6 })],
  'E7 exp now, after the skew': [/has expired/, claims({ exp: seconds - 5 })],
  'E7 exp is a string': [/exp of the token is not a date/, claims({ exp: String(seconds + 60) })],
  'E7 exp is 1e308': [
    /exp of the token is not a date/,
    json(`{"exp":1e308,${JSON.stringify({ ...CLAIMS, exp: undefined }).slice(1)}`),
  ],
  'E7 exp is infinite': [
    /not valid JSON/,
    json(`{"exp":1e999,${JSON.stringify({ ...CLAIMS, exp: undefined }).slice(1)}`),
  ],
  'E7 exp is negative': [/exp of the token is not a date/, claims({ exp: -1 })],
  'E7 nbf in the future': [/nbf lies in the future/, claims({ nbf: seconds + 60 })],
  'E7 nbf is a string': [/nbf of the token is not a date/, claims({ nbf: '0' })],
  'E7 iat in the future': [/iat lies in the future/, claims({ iat: seconds + 60 })],
  'E8 another audience': [/another audience/, claims({ aud: 'other' })],
  'E8 no audience': [/another audience/, claims({ aud: undefined })],
  'E8 an empty audience': [/another audience/, claims({ aud: [] })],
  'E8 an audience that is not a text': [/another audience/, claims({ aud: ['api', { api: true }] })],
  'E8 an audience with another one in it': [/another audience/, claims({ aud: 'api2' })],
  'E8 another issuer': [/does not accept the issuer/, claims({ iss: 'https://issuer.example.evil' })],
  'E8 the issuer with a slash': [/does not accept the issuer/, claims({ iss: 'https://issuer.example/' })],
  'E8 iss is a list': [/does not accept the issuer/, claims({ iss: ['https://issuer.example'] })],
  'E8 no issuer': [/does not accept the issuer/, claims({ iss: undefined })],
  'E10 a claim twice': [/member name twice/, json(`{"sub":"bob",${body}`)],
  'E10 a claim twice, once escaped': [/member name twice/, json(`{"s\\u0075b":"bob",${body}`)],
  'E10 __proto__': [/__proto__/, json(`{"__proto__":{"admin":true},${body}`)],
  'E10 __proto__ further down': [/__proto__/, json(`{"a":[{"__proto__":1}],${body}`)],
  'E10 sub is an object': [/names no subject/, claims({ sub: { id: 'alice' } })],
  'E10 sub is a number': [/names no subject/, claims({ sub: 7 })],
  'E10 no sub': [/names no subject/, claims({ sub: undefined })],
  'E10 sub is empty': [/names no subject/, claims({ sub: '' })],
  'E10 scope is an object': [/scopes of the token/, claims({ scope: { 'items:read': true } })],
  'E10 scp holds a number': [/scopes of the token/, claims({ scope: undefined, scp: ['a', 1] })],
  'E10 a header parameter twice': [/member name twice/, key.token(CLAIMS, '{"alg":"ES256","kid":"k1","alg":"ES256"}')],
  'E10 claims are a list': [/not a JSON object/, key.token([CLAIMS])],
  'E10 claims are text': [/not valid JSON/, json('claims')],
  'E10 claims are not UTF-8': [/not UTF-8/, rawPayload(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))],
  'E10 claims begin with a byte order mark': [/not valid JSON/, json(`\ufeff{${body}`)],
  'E10 a lone surrogate': [/surrogate/, json(`{"name":"\\ud800",${body}`)],
  'E10 claims nested 100 deep': [/nested more than/, json(`{"deep":${'['.repeat(100)}${']'.repeat(100)},${body}`)],
  'E11 JWE': [
    /compact serialization/,
    `${part({ alg: 'dir', enc: 'A256GCM' })}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
  ],
  'E11 JWE with PBES2': [
    /compact serialization/,
    `${part({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31, p2s: 'AAAA' })}.AA.AA.AA.AA`,
  ],
  'E12 longer than 8 KB': [/too long/, claims({ filler: 'x'.repeat(8_192) })],
  'E12 one part': [/compact serialization/, validHeader],
  'E12 two parts': [/compact serialization/, `${validHeader}.${validPayload}`],
  'E12 four parts': [/compact serialization/, `${valid}.AA`],
  'E12 padding': [/compact serialization/, `${valid}==`],
  'E12 Bearer Bearer': [/compact serialization/, `Bearer ${valid}`],
  'E12 two spaces': [/compact serialization/, ` ${valid}`],
  'E12 white space inside': [/compact serialization/, `${validHeader}. ${validPayload}.${validSignature}`],
  'E12 other trailing bits': [
    /canonical base64url/,
    `${valid.slice(0, -1)}${valid.endsWith('A') ? 'B' : String.fromCharCode(valid.charCodeAt(valid.length - 1) + 1)}`,
  ],
  'E12 base64 instead of base64url': [/compact serialization/, `${valid}+/`],
  'E12 empty parts': [/compact serialization/, '..'],
  'an unknown critical extension': [/extension that is not supported/, header({ crit: ['x'], x: 1 })],
  'an unencoded payload': [/extension that is not supported/, header({ crit: ['b64'], b64: false })],
  'a logout token': [/type of the token/, header({ typ: 'logout+jwt' })],
  'a type that is not a text': [/type of the token/, header({ typ: 7 })],
};

test('the token on which the faults are made is good', async (t) => {
  const stage = await authenticator(
    t,
    await configure([await issuer(t, [key, rsa], { algorithms: ['ES256', 'RS256'] })]),
  );
  assert.equal((await authenticate(stage, bearer(valid))).subject.id, 'alice');
  assert.equal((await authenticate(stage, bearer(rsa.token(CLAIMS)))).subject.id, 'alice');
  assert.equal((await authenticate(stage, bearer(header({ kid: undefined })))).subject.id, 'alice');
});

for (const [fault, [reason, token]] of Object.entries(FAULTS)) {
  test(`401: ${fault}`, async (t) => {
    const stage = await authenticator(
      t,
      await configure([await issuer(t, [key, rsa], { algorithms: ['ES256', 'RS256'] })]),
    );
    await assert.rejects(authenticate(stage, bearer(token)), (error: GatewayError) => {
      assert.equal(error.code, 'unauthenticated');
      assert.deepEqual(error.headers, { 'www-authenticate': 'Bearer realm="regate", error="invalid_token"' });
      assert.equal(error.detail, undefined);
      assert.match(`${error.message} ${(error.cause as Error | undefined)?.message}`, reason);
      return true;
    });
  });
}

test('E12 a token anywhere else is no credential', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  for (const headers of [
    {},
    { authorization: valid },
    { authorization: `Token ${valid}` },
    { cookie: `jwt=${valid}` },
  ]) {
    await assert.rejects(authenticate(stage, request(headers as Record<string, string>)), { code: 'unauthenticated' });
  }
});

function hmac(secret: string | Buffer): string {
  const input = `${part({ alg: 'HS256', kid: 'r1' })}.${validPayload}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function rawPayload(bytes: Buffer): string {
  return `${validHeader}.${bytes.toString('base64url')}.${validSignature}`;
}
