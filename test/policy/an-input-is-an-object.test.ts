import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, policy } from './fixture.ts';

// The npm package takes these for "no input", and the module traps where a policy replaces a part of one.
for (const whole of [true, false]) {
  test(`false, 0, "", null, undefined and lists are refused, ${whole ? 'whole' : 'projected'}`, async () => {
    const { evaluate } = await policy('decision := x if { x := object.get(input, "a", "none") with input.b as 1 }', {
      whole,
    });
    for (const input of [false, 0, '', null, undefined, [], 'text', 1]) {
      assert.throws(() => evaluate(input as never), fault('policy_fault', /object/), JSON.stringify(input));
    }
    assert.equal(evaluate({}).value, 'none');
    assert.equal(evaluate({ a: null }).value, null);
    assert.equal(evaluate({ a: false }).value, false);
  });
}
