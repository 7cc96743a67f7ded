import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeFrame, FrameFollower } from '../../src/http/websocket-frames.ts';

/** A frame with the head that its length asks for; masked where a mask is given. */
function frame(first: number, length: number, mask?: number): Buffer {
  const masked = mask === undefined ? 0 : 0x80;
  const head =
    length < 126
      ? Buffer.from([first, masked | length])
      : length < 65_536
        ? Buffer.from([first, masked | 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([first, masked | 127, 0, 0, 0, 0]), uint32(length)]);
  return Buffer.concat([head, Buffer.alloc(mask === undefined ? 0 : 4, mask), Buffer.alloc(length, 0xff)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Where frames end, in bytes from the start. */
function boundaries(bytes: Buffer, size: number): number[] {
  const follower = new FrameFollower();
  const found: number[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = bytes.subarray(start, start + size);
    for (let at = 0; at < chunk.length; ) {
      at = follower.next(chunk, at);
      if (at === -1) return [...found, -1];
      if (follower.atBoundary) found.push(start + at);
    }
  }
  return found;
}

test('the ends of frames are found in chunks of any size', () => {
  const frames = [
    frame(0x81, 0),
    frame(0x01, 1, 7),
    frame(0x89, 125, 7),
    frame(0x00, 126),
    frame(0x80, 65_535, 9),
    frame(0x82, 65_536),
    frame(0x82, 70_000, 1),
    frame(0x88, 2, 1),
  ];
  const ends: number[] = [];
  for (const each of frames) ends.push((ends.at(-1) ?? 0) + each.length);
  const bytes = Buffer.concat(frames);
  for (const size of [1, 2, 3, 5, 7, 13, 14, 15, 127, 1000, 65_536, bytes.length]) {
    assert.deepEqual(boundaries(bytes, size), ends, `chunks of ${size}`);
  }
});

test('a Close frame is noticed when its head has come', () => {
  const follower = new FrameFollower();
  follower.next(frame(0x81, 5), 0);
  assert.equal(follower.closing, false);
  follower.next(frame(0x88, 2).subarray(0, 2), 0);
  assert.equal(follower.closing, true);
  assert.equal(follower.atBoundary, false);
});

test('a control frame of more than 125 bytes and a length of 2^63 are no frames', () => {
  const long = Buffer.from([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]);
  const control = Buffer.from([0x89, 126, 0, 126]);
  for (const size of [1, 2, 10]) {
    assert.deepEqual(boundaries(Buffer.concat([frame(0x81, 1), long]), size), [3, -1]);
    assert.deepEqual(boundaries(Buffer.concat([frame(0x81, 1), control]), size), [3, -1]);
  }
  const longest = Buffer.from([0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3]);
  assert.deepEqual(boundaries(longest, 4), []);
});

test('a Close frame of our own is one', () => {
  assert.deepEqual([...closeFrame(1001, 'bye')], [0x88, 5, 0x03, 0xe9, 0x62, 0x79, 0x65]);
  const masked = closeFrame(1001, 'bye', Uint8Array.of(1, 2, 3, 4));
  assert.deepEqual([...masked], [0x88, 0x85, 1, 2, 3, 4, 0x02, 0xeb, 0x61, 0x7d, 0x64]);
  const long = closeFrame(1001, 'ü'.repeat(100));
  assert.equal(long[1], 2 + 122);
  assert.deepEqual(boundaries(long, 1), [long.length]);
});
