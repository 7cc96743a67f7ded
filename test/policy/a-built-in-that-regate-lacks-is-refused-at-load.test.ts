import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, fault, prepare } from './fixture.ts';
import { withText } from './hostile.ts';

// What was built elsewhere may call anything; the names stand in the module, and are looked at before it answers.
test('with its name, and with the reason where it is one of OPA’s', async () => {
  const built = await compile('decision := {"allow": rand.intn("x", 2) == 1}');
  for (const [name, says] of [
    ['http.send', /refused: http\.send \(.*network/],
    ['rand.into', /refused: rand\.into \(/],
  ] as const) {
    for (const rewrite of [true, false]) {
      const wasm = withText(built.wasm, 'rand.intn', name);
      await assert.rejects(prepare({ ...built, wasm }, { rewrite }), fault('bundle_builtin', says));
    }
  }
});
