import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, MINIMAL } from './fixture.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['https://issuer.example/jwks', undefined],
  ['http://127.0.0.1:9000/jwks', undefined],
  ['http://localhost:9000/jwks', undefined],
  ['http://issuer.example/jwks', 'has to be https: who can change the answer on its way could sign any token'],
  ['https://user:secret@issuer.example/jwks', 'is not a URL without a user and a password'],
  ['https://169.254.169.254/jwks', 'is a link-local address, where clouds serve credentials of the machine'],
  ['http://127.0.0.1:9901/jwks', 'is the admin listener of this gateway'],
];

for (const [url, reason] of CASES) {
  test(`${url} ${reason ?? 'is accepted'}`, async (t) => {
    const text = `issuers: {i: {issuer: i, audience: a, algorithms: [ES256], jwks: {url: "${url}"}}}\n${MINIMAL}`;
    const expected = reason === undefined ? [] : [`1:72: issuers.i.jwks.url: ${reason}`];
    assert.deepEqual(await complaints(t, text), expected);
  });
}
