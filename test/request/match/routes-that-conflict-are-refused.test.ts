import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './routes.ts';

test('two routes for the same request are refused, and the message names both', () => {
  for (const texts of [
    ['GET * /a', 'GET,POST * /a'],
    ['GET * /a/{id}', 'GET * /a/{name}'],
    ['GET * /a/{id}', 'GET * /a/*'],
    ['GET * /a/**', 'GET * /a/**'],
    ['GET a,b /x', 'GET b,c /x'],
    ['GET * /caf%C3%A9', 'GET * /caf%c3%a9'],
    ['GET * /%61', 'GET * /a'],
  ]) {
    assert.throws(
      () => table(...texts),
      (error: { code: string; message: string }) =>
        error.code === 'config_invalid' && texts.every((text) => error.message.includes(text)),
      texts.join(),
    );
  }
});

test('routes that differ somewhere live together', () => {
  table('GET * /a', 'POST * /a', 'GET h /a', 'GET * /a/*', 'GET * /a/**', 'GET * /A', 'GET *.h /a');
});

test('a malformed pattern is refused', () => {
  for (const path of [
    'a',
    '',
    '/a/',
    '//',
    '/a//b',
    '/**/a',
    '/a*',
    '/{}',
    '/{1}',
    '/a{b}',
    '/{a}/{a}',
    '/..',
    '/a%',
    '/a?b',
    '/a#b',
    '/é',
    '/a%00',
  ]) {
    assert.throws(() => table(`GET * ${path}`), { code: 'config_invalid' }, path);
  }
});
