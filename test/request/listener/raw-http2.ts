import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';

/** Types of frames (RFC 9113, section 6). */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
};

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * i);
  return bytes;
}

/** `GET https://a/`, in HPACK. */
export const GET = Buffer.from([0x82, 0x84, 0x87, 0x41, 1, 0x61]);

/** A connection that says what it is told to say. */
export interface RawSession {
  readonly socket: TLSSocket;
  readonly frames: readonly Frame[];
  readonly closed: Promise<void>;
  send(...frames: Uint8Array[]): void;
  /** Resolves with the first frame for which `wanted` holds; undefined where the connection closes before. */
  first(wanted: (frame: Frame) => boolean): Promise<Frame | undefined>;
}

export async function openRaw(t: TestContext, port: number): Promise<RawSession> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  const frames: Frame[] = [];
  let rest = Buffer.alloc(0);
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      frames.push({ type: rest[3]!, flags: rest[4]!, stream: rest.readUInt32BE(5), payload: rest.subarray(9, end) });
      rest = rest.subarray(end);
    }
    socket.emit('frames');
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      socket.emit('frames');
      resolve();
    });
  });
  return {
    socket,
    frames,
    closed,
    send(...pieces) {
      if (socket.writable) socket.write(Buffer.concat(pieces));
    },
    async first(wanted) {
      for (;;) {
        const found = frames.find(wanted);
        if (found || isClosed) return found;
        await once(socket, 'frames');
      }
    },
  };
}
