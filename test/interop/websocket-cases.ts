import { deflateRawSync, constants as zlib } from 'node:zlib';

/** What a client sends on one connection. It answers a Close of the server, and then ends. */
export interface Case {
  readonly name: string;
  readonly bytes: Buffer;
  /** Sizes of the pieces in which the bytes go out, over and over; all in one if left out. */
  readonly pieces?: readonly number[];
  /** Offered in the handshake. */
  readonly extensions?: string;
}

const MASK = Buffer.from([0x12, 0x34, 0x56, 0x78]);
const CLOSE = frame(0x88, Buffer.from([0x03, 0xe8]));
const DEFLATE = 'permessage-deflate; client_max_window_bits';

/** A frame of a client; `first` holds the bits and the opcode. */
function frame(first: number, payload: Buffer | string = '', masked = true): Buffer {
  const data = Buffer.from(payload);
  const length = data.length;
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = first;
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([head, data]);
  for (let i = 0; i < length; i++) data[i]! ^= MASK[i % 4]!;
  return Buffer.concat([head, MASK, data]);
}

/** A message in frames of at most `size` bytes. */
function fragments(opcode: number, payload: Buffer | string, size: number, between?: Buffer): Buffer {
  const data = Buffer.from(payload);
  const frames: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) {
    const last = at + size >= data.length;
    frames.push(frame((last ? 0x80 : 0) | (at === 0 ? opcode : 0), data.subarray(at, at + size)));
    if (between && !last) frames.push(between);
  }
  return Buffer.concat(frames);
}

function whole(name: string, frames: readonly Buffer[], more: Partial<Case> = {}): Case {
  return { name, bytes: Buffer.concat([...frames, CLOSE]), ...more };
}

/** Raw deflate of a message, without the end that permessage-deflate leaves out (RFC 7692, section 7.2.1). */
function deflated(text: string): Buffer {
  return deflateRawSync(text, { finishFlush: zlib.Z_SYNC_FLUSH }).subarray(0, -4);
}

function closed(payload: Buffer): Case {
  return { name: `close ${payload.subarray(0, 8).toString('hex')} of ${payload.length}`, bytes: frame(0x88, payload) };
}

function code(value: number, reason: Buffer | string = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(value);
  return Buffer.concat([head, Buffer.from(reason)]);
}

const GREETING = 'κόσμε, ünïcode, \u{1f680}';
const BROKEN = Buffer.concat([Buffer.from('κόσμε'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('edited')]);
const SIZES = [0, 1, 125, 126, 127, 128, 65_535, 65_536, 1_048_576];
const CHOPS = [[1], [7, 1, 13], [127, 4096, 2], [997], [65_536]];

/** Pieces of sizes that are the same in every run. */
function scattered(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 50 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 1 + (state % 3000);
  });
}

const messages = SIZES.flatMap((size) => [
  whole(`text of ${size}`, [frame(0x81, 'a'.repeat(size))]),
  whole(`binary of ${size}`, [frame(0x82, Buffer.alloc(size, 0xfe))]),
]);

const chopped = CHOPS.flatMap((pieces) => [
  whole(`text in pieces of ${pieces}`, [frame(0x81, GREETING.repeat(20)), frame(0x89, 'in')], { pieces }),
  whole(`fragments in pieces of ${pieces}`, [fragments(2, Buffer.alloc(9000, 1), 1000, frame(0x89, 'ping'))], {
    pieces,
  }),
]);

const controls = [
  ...[0, 1, 125].map((size) => whole(`ping of ${size}`, [frame(0x89, Buffer.alloc(size, 7))])),
  whole('ping of 126', [frame(0x81, 'before'), frame(0x89, Buffer.alloc(126))]),
  whole(
    'ten pings',
    Array.from({ length: 10 }, (_, i) => frame(0x89, `ping ${i}`)),
  ),
  whole('pongs that nobody asked for', [frame(0x8a), frame(0x8a, 'more'), frame(0x81, 'text')]),
  whole('a ping in fragments', [frame(0x09, 'a'), frame(0x80, 'b')]),
  whole('a ping between fragments', [fragments(1, GREETING, 5, frame(0x89, 'here'))]),
];

const broken = [
  ...[0x40, 0x20, 0x10, 0x70].map((bits) =>
    whole(`reserved bits ${bits}`, [frame(0x81, 'x'), frame(0x81 | bits, 'y')]),
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((op) =>
    whole(`reserved opcode ${op}`, [frame(0x81, 'x'), frame(0x80 | op)]),
  ),
  whole('no mask', [frame(0x81, 'x'), frame(0x81, 'y', false)]),
  whole('a continuation of nothing', [frame(0x80, 'x'), frame(0x81, 'y')]),
  whole('a message within another', [frame(0x01, 'x'), frame(0x81, 'y')]),
  whole('text that is not UTF-8', [frame(0x81, BROKEN)]),
  whole('text that is not UTF-8 in fragments', [fragments(1, BROKEN, 3)]),
  whole('text that is not UTF-8 in pieces', [frame(0x81, BROKEN)], { pieces: [1] }),
  whole('UTF-8 that is cut by fragments', [fragments(1, GREETING.repeat(5), 1)]),
  whole('UTF-8 that ends too early', [frame(0x81, Buffer.from(GREETING).subarray(0, -1))]),
];

const ends = [
  closed(Buffer.alloc(0)),
  closed(Buffer.from([3])),
  closed(code(1000, 'a'.repeat(123))),
  closed(code(1000, GREETING)),
  closed(code(1000, BROKEN)),
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map((each) => closed(code(each))),
  ...[0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535].map((each) => closed(code(each))),
  { name: 'a ping after the close', bytes: Buffer.concat([CLOSE, frame(0x89, 'late')]) },
  { name: 'text after the close', bytes: Buffer.concat([frame(0x81, 'x'), CLOSE, frame(0x81, 'late')]) },
  { name: 'a close of 126', bytes: frame(0x88, Buffer.concat([code(1000), Buffer.alloc(124, 0x61)])) },
];

const large = [16, 256, 4096, 65_536].flatMap((size) =>
  [1, 2].map((op) =>
    whole(`much of opcode ${op} in fragments of ${size}`, [
      fragments(op, 'b'.repeat(Math.min(size * 512, 2_097_152)), size),
    ]),
  ),
);

const random = Array.from({ length: 10 }, (_, i) =>
  whole(
    `many messages in scattered pieces ${i}`,
    Array.from({ length: 100 }, (_each, n) =>
      frame(n % 7 === 0 ? 0x89 : 0x82, Buffer.alloc((n * 13 * (i + 1)) % 125, n)),
    ),
    { pieces: scattered(i + 1) },
  ),
);

const compressed = [
  whole('compressed text', [frame(0xc1, deflated(GREETING.repeat(100)))], { extensions: DEFLATE }),
  whole('compressed and plain', [frame(0xc1, deflated('x'.repeat(5000))), frame(0x81, 'plain')], {
    extensions: DEFLATE,
  }),
  whole('compressed in scattered pieces', [frame(0xc1, deflated(GREETING.repeat(5000)))], {
    extensions: `${DEFLATE}; server_no_context_takeover`,
    pieces: scattered(99),
  }),
  whole('compressed nonsense', [frame(0xc2, 'this is no deflate')], { extensions: DEFLATE }),
  whole('compressed without an agreement', [frame(0xc1, deflated('x'))]),
  whole('an offer that is malformed', [], { extensions: 'permessage-deflate; server_max_window_bits=99' }),
];

/** After the groups of Autobahn's fuzzing client: framing, pings, reserved bits, opcodes, fragments, UTF-8, ends, limits, compression. */
export const CASES: readonly Case[] = [
  ...messages,
  ...chopped,
  ...controls,
  ...broken,
  ...ends,
  ...large,
  ...random,
  ...compressed,
];
