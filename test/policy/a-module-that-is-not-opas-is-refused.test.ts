import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Built } from '../../src/toolchain/toolchain.ts';
import { compile, fault, prepare } from './fixture.ts';
import { functionIndex, withBody, withText } from './hostile.ts';

let built: Built;
before(async () => {
  built = await compile('decision := {"allow": input.request.method == "GET"}');
});

const refused = (wasm: Uint8Array, reason: RegExp, rewrite = true) =>
  assert.rejects(prepare({ ...built, wasm }, { rewrite }), fault('bundle_abi', reason));

test('bytes that are no module', async () => {
  await refused(Buffer.from('not wasm'), /no valid WebAssembly/);
  await refused(built.wasm.subarray(0, 1000), /no valid WebAssembly/);
  await refused(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), /does not import env\.memory/);
});

test('another version of the ABI', async () => {
  const at = Buffer.from(built.wasm).indexOf('opa_wasm_abi_version');
  assert.ok(at > 0);
  await refused(withText(built.wasm, 'opa_wasm_abi_version', 'opa_wasm_abi_ver5ion'), /its ABI is \?/);
});

test('an import that OPA does not define', async () => {
  await refused(withText(built.wasm, 'opa_builtin4', 'opa_builtin5'), /imports env\.opa_builtin5/);
});

test('an export that is missing', async () => {
  await refused(withText(built.wasm, 'opa_heap_ptr_set', 'opa_heap_ptr_sex'), /does not export opa_heap_ptr_set/);
});

test('more memory than an instance may have', async () => {
  await assert.rejects(prepare(built, { memory: 1 << 16 }), fault('bundle_abi', /asks for .* of memory/));
});

const LOOP = [0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b];

test('a start function that never ends', async () => {
  await refused(withBody(built.wasm, '_initialize', LOOP), /longer than/);
});

test('a start function that traps', async () => {
  await refused(withBody(built.wasm, '_initialize', [0x00, 0x0b]), /unreachable/);
  await refused(withBody(built.wasm, '_initialize', [0x00, 0x0b]), /unreachable/, false);
});

test('a start function that calls a built-in', async () => {
  const call = [0x41, 0x07, 0x41, 0x00, 0x10, ...functionIndex(built.wasm, 'opa_builtin0'), 0x1a, 0x0b];
  await refused(withBody(built.wasm, '_initialize', call), /calls a built-in while it starts/);
});

test('instructions that OPA does not emit cannot be guarded', async () => {
  // try ... catch_all ... end would swallow the deadline.
  await refused(withBody(built.wasm, '_initialize', [0xd0, 0x70, 0x1a, 0x0b]), /0xd0/);
});
