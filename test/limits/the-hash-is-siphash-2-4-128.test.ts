import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siphash128 } from '../../src/limits/siphash.ts';

// The key is 00 01 .. 0f, a message of n bytes is 00 01 .. n-1: vectors_sip128 of the authors' reference implementation.
const VECTORS: Record<number, string> = {
  0: 'a3817f04ba25a8e66df67214c7550293',
  1: 'da87c1d86b99af44347659119b22fc45',
  7: 'a1f1ebbed8dbc153c0b84aa61ff08239',
  8: '3b62a9ba6258f5610f83e264f31497b4',
  9: '264499060ad9baabc47f8b02bb6d71ed',
  15: '5493e99933b0a8117e08ec0f97cfc3d9',
  16: '6ee2a4ca67b054bbfd3315bf85230577',
  32: '7c3956ca5eeafc3e363e9d556546eb68',
  48: 'f7e5aef549f782cf379055a608269b16',
  63: '5150d1772f50834a503e069a973fbd7c',
};

for (const [length, expected] of Object.entries(VECTORS)) {
  test(`a message of ${length} bytes`, () => {
    const key = new Int32Array(Uint8Array.from({ length: 16 }, (_, i) => i).buffer);
    const message = new Uint8Array(72);
    for (let i = 0; i < Number(length); i++) message[i] = i;
    const out = new Int32Array(4);
    siphash128(key, new Int32Array(message.buffer), Number(length), out);
    assert.equal(Buffer.from(out.buffer).toString('hex'), expected);
  });
}
