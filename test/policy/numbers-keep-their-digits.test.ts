import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from './fixture.ts';

const BIG = '1764000000123456789';

test('an integer beyond 2^53 goes in and comes out exactly', async () => {
  const { evaluate } = await policy(
    'decision := {"at": input.at, "later": input.at + 1, "more": input.body.n, "same": input.at == 1764000000123456789}',
  );
  for (const [at, n] of [
    [BigInt(BIG), 12345678901234567890n],
    [JSON.rawJSON(BIG), JSON.rawJSON('12345678901234567890')],
  ]) {
    const { value, input } = evaluate({ at, body: { n } });
    assert.equal(input, `{"at":${BIG},"body":{"n":12345678901234567890}}`);
    assert.equal(
      JSON.stringify(value),
      `{"at":${BIG},"later":1764000000123456790,"more":12345678901234567890,"same":true}`,
    );
  }
});

test('a number that a double holds is one', async () => {
  const { evaluate } = await policy('decision := [input.n, input.n + 0.5, 1e3, 10 / 4, 9007199254740991]');
  assert.deepEqual(evaluate({ n: 1 }).value, [1, 1.5, 1000, 2.5, 9007199254740991]);
});

test('digits of the data are kept', async () => {
  const { evaluate } = await policy('decision := data.n', { data: '{"n":[9007199254740993,0.10,1E2]}' });
  assert.equal(JSON.stringify(evaluate({}).value), '[9007199254740993,0.1,100]');
});
