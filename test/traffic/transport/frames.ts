import type { Socket } from 'node:net';

/** Types of frames (RFC 9113, section 6). */
export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const GOAWAY = 7;

/** `:status: 200`, whole as a header section (RFC 7541, appendix A). */
export const STATUS_200 = Buffer.from([0x88]);

/** One frame of HTTP/2. */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** The server's end of a connection, by hand: `onRequest` is told of each stream that a client opens. */
export function speakFrames(socket: Socket, onRequest: (stream: number) => void): void {
  socket.write(frame(SETTINGS, 0, 0));
  let bytes = Buffer.alloc(0);
  let preface = 24;
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length < preface) return;
    bytes = bytes.subarray(preface);
    preface = 0;
    while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
      const type = bytes.readUInt8(3);
      const flags = bytes.readUInt8(4);
      const stream = bytes.readUInt32BE(5);
      bytes = bytes.subarray(9 + bytes.readUIntBE(0, 3));
      if (type === SETTINGS && flags === 0) socket.write(frame(SETTINGS, 1, 0));
      if (type === HEADERS) onRequest(stream);
    }
  });
}
