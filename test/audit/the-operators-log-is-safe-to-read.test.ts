import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createLogger, type LoggerOptions } from '../../src/audit/logger.ts';

async function logged(options: Partial<LoggerOptions>, write: (logger: ReturnType<typeof createLogger>) => void) {
  const stream = new PassThrough();
  write(createLogger({ level: 'info', json: false, stream, ...options }));
  await new Promise((resolve) => setImmediate(resolve));
  return String(stream.read() ?? '');
}

const NASTY = 'a\nb\r\u001b[31m\u009b1m\u2028"q"';
const RAW = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/;

test('one JSON object a line, with its fields', async () => {
  const text = await logged({ json: true }, (logger) => logger.warn(NASTY, { bundle: NASTY, level: 'x', n: 1 }));
  assert.equal(text.split('\n').length, 2);
  assert.doesNotMatch(text, RAW);
  const { time, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, { level: 'warn', message: NASTY, bundle: NASTY, n: 1 });
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
});

test('one line for people', async () => {
  const text = await logged({}, (logger) => logger.error(NASTY, { bundle: 'main', why: NASTY, list: [1] }));
  assert.equal(text.split('\n').length, 2);
  assert.doesNotMatch(text, RAW);
  assert.match(text, /^\d\d:\d\d:\d\d error a\\nb.* bundle=main why="a\\nb.*" list=\[1\]\n$/);
});

test('levels below the chosen one are silent', async () => {
  const text = await logged({ level: 'warn' }, (logger) => {
    logger.debug('no');
    logger.info('no');
    logger.warn('yes');
  });
  assert.match(text, /^\S+ warn {2}yes\n$/);
});
