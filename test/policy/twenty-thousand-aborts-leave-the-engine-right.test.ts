import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';

const CONTRADICTION = `
decision := "first" if input.request.method in {"GET", "HEAD"}
decision := "second" if input.request.method in {"GET", "PUT"}
`;

// An abort leaves 128 bytes on the module's stack of 64 KiB: 511 of them end an instance that is not set back.
for (const [rewrite, aborts] of [
  [true, 20_000],
  [false, 2000],
] as const) {
  test(`${aborts} contradictions in a row, ${rewrite ? 'rewritten' : 'as it came'}`, async () => {
    const { evaluate } = entrypoint(load(await prepare(await compile(CONTRADICTION), { rewrite })));
    for (let i = 0; i < aborts; i++) {
      assert.throws(
        () => evaluate({ request: { method: 'GET' } }),
        fault('policy_fault', /p\.rego:\d+:1: .*conflict$/),
      );
    }
    assert.equal(evaluate({ request: { method: 'HEAD' } }).value, 'first');
    assert.equal(evaluate({ request: { method: 'PUT' } }).value, 'second');
    assert.equal(evaluate({ request: { method: 'POST' } }).value, undefined);
  });
}
