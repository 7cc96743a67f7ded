import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grpcKind } from '../../../src/http/grpc.ts';

test('a content type tells the family', () => {
  for (const type of [
    'application/grpc',
    'application/grpc+proto',
    'Application/GRPC; charset=utf-8',
    'application/grpc ;a=b',
  ])
    assert.equal(grpcKind(type), 'grpc', type);
  for (const type of [
    'application/grpc-web',
    'application/grpc-web+proto',
    'application/grpc-web-text',
    'application/grpc-web-text+thrift;a',
  ])
    assert.equal(grpcKind(type), 'grpc-web', type);
  for (const type of [
    undefined,
    '',
    'application/json',
    'application/grpcs',
    'application/grpc-webx',
    'text/application/grpc',
    'application/grpc+',
    'application/grpc x',
  ])
    assert.equal(grpcKind(type), undefined, `${type}`);
});
