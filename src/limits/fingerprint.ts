import type { Limit } from './gcra.ts';
import { siphash128 } from './siphash.ts';

/** Room for the longest id and key that a decision may have; grows for others. */
let words = new Int32Array(1024);
let bytes = new Uint8Array(words.buffer);

/**
 * Writes the four words of the identity of a limit's state into `out`: a keyed hash of id, key, rate, period and burst.
 * Different identities are different messages. The numbers belong to it because the state counts in units that are made
 * of them: where a new revision of a policy changes them, the limit starts anew beside the old state, which expires.
 */
export function fingerprint(
  seed: Int32Array,
  id: string,
  key: string,
  limit: Omit<Limit, 'cost'>,
  out: Int32Array,
): void {
  const most = 16 + 3 * (id.length + key.length) + 8;
  if (most > bytes.length) {
    words = new Int32Array(2 * Math.ceil(most / 4));
    bytes = new Uint8Array(words.buffer);
  }
  words[0] = limit.rate;
  words[1] = limit.periodMs;
  words[2] = limit.burst;
  words[3] = id.length;
  const length = append(key, append(id, 16));
  bytes.fill(0, length, length + 8);
  siphash128(seed, words, length, out);
}

/** Writes a text at `at` and returns where it ends: a byte for a code unit below 255, else 255 and two bytes. */
function append(text: string, at: number): number {
  let end = at;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 255) bytes[end++] = unit;
    else {
      bytes[end++] = 255;
      bytes[end++] = unit >>> 8;
      bytes[end++] = unit & 255;
    }
  }
  return end;
}
