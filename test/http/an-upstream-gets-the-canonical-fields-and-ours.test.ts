import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type UpstreamRequest, upstreamHeaders } from '../../src/http/headers.ts';

const REQUEST: UpstreamRequest = {
  id: 'id-1',
  httpVersion: '1.1',
  scheme: 'https',
  authority: 'a:8443',
  client: { peer: '2001:db8::1' },
  forwardedFor: [],
  forwardedHost: undefined,
  headers: ['accept', '*/*', 'via', '1.0 proxy', 'authorization', 'Bearer x', 'x_user', 'forged', 'x-user', 'forged'],
};

const OWN = [
  'via',
  '1.0 proxy, 1.1 regate',
  'x-request-id',
  'id-1',
  'forwarded',
  'for="[2001:db8::1]";host="a:8443";proto=https',
  'x-forwarded-for',
  '2001:db8::1',
  'x-forwarded-proto',
  'https',
  'x-forwarded-host',
  'a:8443',
];

test('what is removed or replaced is gone in every spelling', () => {
  const edits = { set: ['x-user', 'verified'], remove: ['authorization'] };
  const headers = upstreamHeaders(REQUEST, { edits, identity: ['x-regate-subject', 'u1'] });
  assert.deepEqual(headers, [
    'host',
    'a:8443',
    'accept',
    '*/*',
    ...OWN,
    'x-regate-subject',
    'u1',
    'x-user',
    'verified',
  ]);
});

test('without edits everything passes', () => {
  const headers = upstreamHeaders(REQUEST, { edits: { set: [], remove: [] }, identity: [] });
  assert.deepEqual(headers, [
    'host',
    'a:8443',
    'accept',
    '*/*',
    'authorization',
    'Bearer x',
    'x_user',
    'forged',
    'x-user',
    'forged',
    ...OWN,
  ]);
});
