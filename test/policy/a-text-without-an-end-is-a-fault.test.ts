import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryView } from '../../src/policy/memory-view.ts';

test('a text runs to its NUL, and never out of the memory', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const view = new MemoryView(memory);
  new Uint8Array(memory.buffer).fill(0x61);
  assert.throws(() => view.text(65_000), /no end/);
  assert.throws(() => view.text(-1), /no end/);
  assert.throws(() => view.text(1 << 20), /no end/);
  new Uint8Array(memory.buffer)[65_010] = 0;
  assert.equal(view.text(65_000), 'a'.repeat(10));
});

test('a view follows the memory when it grows', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const view = new MemoryView(memory);
  view.write('one', 8);
  memory.grow(1);
  assert.equal(view.text(8), 'one');
  assert.equal(view.bytes.length, 2 << 16);
});
