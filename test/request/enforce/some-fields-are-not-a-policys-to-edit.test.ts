import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enforced } from './fixture.ts';

const failed = { code: 'obligation_failed' };

/** What frames the message, belongs to the connection, or is the gateway's own word. */
const PROTECTED = [
  ...['Host', 'content-length', 'Transfer-Encoding', 'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['upgrade', 'expect', 'via', 'forwarded', 'X-Forwarded-For', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
  ...[
    'proxy-authorization',
    'x-request-id',
    'x-regate-subject',
    'X-Regate-Anything',
    'x_regate_subject',
    'content_length',
  ],
];

for (const name of PROTECTED) {
  test(`${name} can neither be set nor removed`, () => {
    for (const type of ['request_headers', 'response_headers'] as const) {
      assert.throws(() => enforced({ type, set: { [name]: 'x' } }), failed);
      assert.throws(() => enforced({ type, remove: [name] }), failed);
    }
  });
}

test('the fields about limits are the gateway’s in the answer, and nobody’s in the request', () => {
  for (const name of ['RateLimit', 'ratelimit-policy']) {
    assert.throws(() => enforced({ type: 'response_headers', remove: [name] }), failed);
    enforced({ type: 'request_headers', remove: [name] });
  }
});

test('credentials, cookies and content type can be edited', () => {
  enforced({ type: 'request_headers', set: { authorization: 'Basic x', cookie: 'a=b', 'content-type': 'text/plain' } });
  enforced({ type: 'response_headers', set: { 'strict-transport-security': 'max-age=1' }, remove: ['set-cookie'] });
});
