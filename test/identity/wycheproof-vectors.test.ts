import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readKeySet } from '../../src/identity/jwks.ts';
import { readJws } from '../../src/identity/token.ts';
import { verifySignature } from '../../src/identity/verifier.ts';

interface Group {
  readonly keys: readonly { readonly kty: string; readonly alg?: string }[];
  readonly tests: readonly { id: string; comment: string; valid: boolean; jws: string }[];
}

const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'];
const groups: Group[] = JSON.parse(readFileSync(new URL('testdata/wycheproof-jws.json', import.meta.url), 'utf8'));

/** Where this verifier is stricter than the vectors, or more lenient. */
const DIFFERENCES: Record<string, string> = {
  emptyPayload: 'a token without claims is none',
  'rfc7520: Figure20': 'a PS384 token does not verify with a key for PS256',
  'rfc7520WithKeyOps: Figure20': 'as above',
  'rfc7520: Figure27': 'there is no algorithm ES521',
  'rfc7520WithKeyOps: Figure27': 'as above',
  rejectsKeyWithRocaVulnerability: 'keys of the issuer are not searched for weaknesses of their maker',
};

async function accepts(keys: Group['keys'], text: string): Promise<boolean> {
  try {
    return (await verifySignature(readJws(text), await readKeySet(JSON.stringify({ keys }), ALGORITHMS))) !== undefined;
  } catch {
    return false;
  }
}

for (const { keys, tests } of groups) {
  for (const { id, comment, valid, jws } of tests) {
    test(`Wycheproof ${id}, ${comment}`, async () => {
      const symmetric = keys.every(({ kty }) => kty === 'oct');
      const differs = Object.keys(DIFFERENCES).some((name) => comment.endsWith(name));
      const expected = symmetric ? false : differs ? !valid : valid;
      assert.equal(await accepts(keys, jws), expected);
    });
  }
}

test('enough vectors of both kinds were run', () => {
  const run = groups.flatMap(({ keys, tests }) => (keys.every(({ kty }) => kty === 'oct') ? [] : tests));
  assert.ok(run.filter(({ valid }) => valid).length >= 25);
  assert.ok(run.filter(({ valid }) => !valid).length >= 120);
});
