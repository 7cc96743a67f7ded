/**
 * SipHash-2-4 with a result of 128 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF"), in 32-bit arithmetic:
 * whoever does not know the key cannot find two messages with the same result. All words are little-endian pairs, the low
 * half first.
 *
 * @param key four words
 * @param message the words of the message; its bytes from `length` to the next multiple of 8 (8 of them, if it is one)
 *   are zero
 * @param length bytes of the message
 * @param out takes four words
 */
export function siphash128(key: Int32Array, message: Int32Array, length: number, out: Int32Array): void {
  const k0l = key[0]!;
  const k0h = key[1]!;
  const k1l = key[2]!;
  const k1h = key[3]!;
  let v0l = k0l ^ 0x70736575;
  let v0h = k0h ^ 0x736f6d65;
  let v1l = k1l ^ 0x6e646f6d ^ 0xee;
  let v1h = k1h ^ 0x646f7261;
  let v2l = k0l ^ 0x6e657261;
  let v2h = k0h ^ 0x6c796765;
  let v3l = k1l ^ 0x79746573;
  let v3h = k1h ^ 0x74656462;
  const blocks = (length >>> 3) + 1;
  // Two steps after the last block give one half of the result each.
  for (let step = 0; step < blocks + 2; step++) {
    let ml = 0;
    let mh = 0;
    let rounds = 4;
    if (step < blocks) {
      ml = message[2 * step]!;
      mh = message[2 * step + 1]!;
      if (step === blocks - 1) mh |= length << 24;
      v3l ^= ml;
      v3h ^= mh;
      rounds = 2;
    } else if (step === blocks) v2l ^= 0xee;
    else v1l ^= 0xdd;
    for (let round = 0; round < rounds; round++) {
      let sum = (v0l >>> 0) + (v1l >>> 0);
      v0h = (v0h + v1h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v0l = sum | 0;
      let low = v1l;
      v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l;
      v1h = ((v1h << 13) | (low >>> 19)) ^ v0h;
      low = v0l;
      v0l = v0h;
      v0h = low;

      sum = (v2l >>> 0) + (v3l >>> 0);
      v2h = (v2h + v3h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v2l = sum | 0;
      low = v3l;
      v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l;
      v3h = ((v3h << 16) | (low >>> 16)) ^ v2h;

      sum = (v0l >>> 0) + (v3l >>> 0);
      v0h = (v0h + v3h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v0l = sum | 0;
      low = v3l;
      v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l;
      v3h = ((v3h << 21) | (low >>> 11)) ^ v0h;

      sum = (v2l >>> 0) + (v1l >>> 0);
      v2h = (v2h + v1h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v2l = sum | 0;
      low = v1l;
      v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l;
      v1h = ((v1h << 17) | (low >>> 15)) ^ v2h;
      low = v2l;
      v2l = v2h;
      v2h = low;
    }
    if (step < blocks) {
      v0l ^= ml;
      v0h ^= mh;
    } else {
      const half = 2 * (step - blocks);
      out[half] = v0l ^ v1l ^ v2l ^ v3l;
      out[half + 1] = v0h ^ v1h ^ v2h ^ v3h;
    }
  }
}
