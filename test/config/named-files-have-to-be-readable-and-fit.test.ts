import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_KEY, PUBLIC_KEY } from './pem.ts';

const TEXT = `
listeners:
  - port: 8443
    tls:
      certificates:
        - {cert: good.crt, key: good.key}
        - {cert: good.crt, key: other.key}
        - {cert: good.key, key: good.crt}
bundles:
  main:
    source: {path: ./policies}
    keys:
      good: {file: good.pem, algorithm: ES256}
      type: {file: good.pem, algorithm: RS256}
      curve: {file: good.pem, algorithm: ES384}
      private: {file: good.key, algorithm: ES256}
      text: {file: text, algorithm: ES256}
issuers: {corp: {issuer: i, audience: a, algorithms: [ES256], jwks: {file: missing.json}}}
api_keys: {partners: {file: folder}}
upstreams: {up: {endpoints: ["https://a"], tls: {ca: text}}}
routes: [{id: r, match: {path: /a}, upstream: up}]
`;

test('a named file has to be readable and to be what it is named for', async (t) => {
  const files = {
    'good.crt': CERTIFICATE,
    'good.key': CERTIFICATE_KEY,
    'other.key': OTHER_KEY,
    'good.pem': PUBLIC_KEY,
    text: 'x',
    'folder/file': '',
  };
  const certificates = 'listeners[0].tls.certificates';
  assert.deepEqual(await complaints(t, TEXT, files), [
    `7:33: ${certificates}[1].key: \`other.key\` does not belong to the certificate beside it`,
    `8:18: ${certificates}[2].cert: \`good.key\` is not a certificate in PEM form`,
    `8:33: ${certificates}[2].key: \`good.crt\` is not a private key in PEM form without a passphrase`,
    '14:20: bundles.main.keys.type.file: `good.pem` is not a key for RS256',
    '15:21: bundles.main.keys.curve.file: `good.pem` is not a key for ES384',
    '16:23: bundles.main.keys.private.file: `good.key` is a private key; the gateway needs only the public one',
    '17:20: bundles.main.keys.text.file: `text` is not a public key in PEM form',
    '18:76: issuers.corp.jwks.file: `missing.json` does not exist',
    '19:29: api_keys.partners.file: `folder` is not a file',
    '20:54: upstreams.up.tls.ca: `text` is not a certificate in PEM form',
  ]);
});
