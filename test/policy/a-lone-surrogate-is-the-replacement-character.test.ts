import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from './fixture.ts';

const ECHO = 'decision := {"path": input.request.path, "keys": [k | some k, _ in input.request.headers]}';

// OPA's module aborts at a lone surrogate, and reads the pair \ud840\udc00 as U+10000. Go reads U+FFFD and U+20000.
for (const whole of [false, true]) {
  test(`in values and in names, ${whole ? 'whole' : 'projected'} input`, async () => {
    const { evaluate } = await policy(ECHO, { whole });
    const ask = (path: string, name = 'a') => evaluate({ request: { path, headers: { [name]: 1 } } }).value;
    assert.deepEqual(ask('/\ud800'), { path: '/\ufffd', keys: ['a'] });
    assert.deepEqual(ask('\udc00x', 'k\udfff'), { path: '\ufffdx', keys: ['k\ufffd'] });
    assert.deepEqual(ask('\ud840\udc00'), { path: '\u{20000}', keys: ['a'] });
    assert.deepEqual(ask('\\ud800'), { path: '\\ud800', keys: ['a'] });
    assert.deepEqual(ask('\\\ud800'), { path: '\\\ufffd', keys: ['a'] });
  });
}

test('in the data', async () => {
  const { evaluate } = await policy('decision := data.words', {
    data: '{"words":["\\ud800","\\uD840\\uDC00","\\\\ud800","\\ud83d\\ude00","\\u0041"]}',
  });
  assert.deepEqual(evaluate({}).value, ['\ufffd', '\u{20000}', '\\ud800', '\u{1f600}', 'A']);
});
