import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Built } from '../../src/toolchain/toolchain.ts';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';
import { functionIndex, withBody } from './hostile.ts';

let built: Built;
before(async () => {
  built = await compile('decision := {"allow": input.request.method == "GET"}');
});

/** What the policy answers when the module's evaluation runs these instructions (of type i32 -> i32). */
async function hostile(body: (wasm: Uint8Array) => number[], expected: RegExp): Promise<void> {
  const wasm = withBody(built.wasm, 'eval', body(built.wasm));
  const { evaluate } = entrypoint(load(await prepare({ ...built, wasm }), { deadline: 20 }));
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    assert.throws(() => evaluate({ request: {} }), fault('policy_unavailable', expected));
    assert.ok(performance.now() - start < 3000);
  }
}

const OVER = /longer than 20 ms/;

test('a loop that does nothing', () => hostile(() => [0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 0, 0x0b], OVER));

test('a loop that calls a function that does nothing', () =>
  hostile(
    (wasm) => [
      ...[0x03, 0x40, 0x10, ...functionIndex(wasm, 'opa_heap_ptr_get'), 0x1a, 0x0c, 0, 0x0b],
      ...[0x41, 0, 0x0b],
    ],
    OVER,
  ));

test('a loop that grows the memory by nothing', () =>
  hostile(() => [0x03, 0x40, 0x41, 0, 0x40, 0, 0x1a, 0x0c, 0, 0x0b, 0x41, 0, 0x0b], OVER));

test('a loop that asks the clock itself', () =>
  hostile(
    (wasm) => [
      ...[0x03, 0x40, 0x41, 0x7f, 0x41, 0, 0x10, ...functionIndex(wasm, 'opa_builtin0'), 0x1a],
      ...[0x0c, 0, 0x0b, 0x41, 0, 0x0b],
    ],
    OVER,
  ));

test('a loop that clears its memory over and over', () =>
  hostile(
    () => [
      ...[0x03, 0x40, 0x41, ...[0x80, 0x80, 0x04], 0x41, 0, 0x41, ...[0x80, 0x80, 0x20], 0xfc, 11, 0],
      ...[0x0c, 0, 0x0b, 0x41, 0, 0x0b],
    ],
    OVER,
  ));

test('endless recursion', () => hostile((wasm) => [0x20, 0, 0x10, ...functionIndex(wasm, 'eval'), 0x0b], /stack/));

test('two calls of itself, a hundred levels deep', () =>
  hostile((wasm) => {
    const depth = (change: number) => [0x41, 0, 0x41, 0, 0x28, 2, 0, 0x41, change & 0x7f, 0x6a, 0x36, 2, 0];
    const call = [0x20, 0, 0x10, ...functionIndex(wasm, 'eval'), 0x1a];
    return [
      ...[0x41, 0, 0x28, 2, 0, 0x41, ...[0xe4, 0x00], 0x4e, 0x04, 0x40, 0x41, 0, 0x0f, 0x0b],
      ...[...depth(1), ...call, ...call, ...depth(-1), 0x41, 0, 0x0b],
    ];
  }, OVER));

test('a trap', () => hostile(() => [0x00, 0x0b], /unreachable/));

test('a call of a built-in that it has not declared', () =>
  hostile((wasm) => [0x41, 0x2a, 0x41, 0, 0x10, ...functionIndex(wasm, 'opa_builtin0'), 0x0b], /unknown built-in 42/));

test('an abort whose message has no end or no address', () =>
  hostile((wasm) => [0x41, 0x7f, 0x10, ...functionIndex(wasm, 'opa_abort'), 0x41, 0, 0x0b], /no end/));
