import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, type ErrorCode } from '../../../src/errors.ts';
import { GRPC, grpcStatus } from '../../../src/http/grpc.ts';

const EXPECTED: Partial<Record<ErrorCode, number>> = {
  unauthenticated: GRPC.UNAUTHENTICATED,
  denied: GRPC.PERMISSION_DENIED,
  obligation_failed: GRPC.PERMISSION_DENIED,
  rate_limited: GRPC.RESOURCE_EXHAUSTED,
  too_many_requests: GRPC.RESOURCE_EXHAUSTED,
  body_too_large: GRPC.RESOURCE_EXHAUSTED,
  overloaded: GRPC.UNAVAILABLE,
  throttled: GRPC.UNAVAILABLE,
  policy_unavailable: GRPC.UNAVAILABLE,
  upstream_failed: GRPC.UNAVAILABLE,
  upstream_unavailable: GRPC.UNAVAILABLE,
  upstream_overloaded: GRPC.UNAVAILABLE,
  upstream_timeout: GRPC.DEADLINE_EXCEEDED,
  request_timeout: GRPC.DEADLINE_EXCEEDED,
  route_not_found: GRPC.UNIMPLEMENTED,
  method_not_allowed: GRPC.UNIMPLEMENTED,
  bad_target: GRPC.INTERNAL,
  bad_body: GRPC.INVALID_ARGUMENT,
  policy_fault: GRPC.INTERNAL,
  internal: GRPC.INTERNAL,
};

test('a code has the status of gRPC that its clients know what to do with', () => {
  for (const [code, status] of Object.entries(EXPECTED)) assert.equal(grpcStatus(code as ErrorCode), status, code);
});

test('no code that a client can meet is an error without a name', () => {
  const met = Object.keys(ERRORS).filter((code) => ERRORS[code as ErrorCode].status !== 0) as ErrorCode[];
  const unnamed = met.filter((code) => !code.startsWith('admin_') && grpcStatus(code) === GRPC.UNKNOWN);
  assert.deepEqual(unnamed, [
    'misdirected_request',
    'expectation_failed',
    'http_version_not_supported',
    'websocket_version',
    'not_explainable',
  ]);
});
