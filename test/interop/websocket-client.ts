import { hash } from 'node:crypto';
import { connect } from 'node:net';
import { FrameFollower } from '../../src/http/websocket-frames.ts';
import type { Case } from './websocket-cases.ts';

const HEAD_END = '\r\n\r\n';

/** All that a client learned from a server on one connection. */
export interface Report {
  readonly status: string;
  readonly extensions: string | undefined;
  /** First two bytes, length and digest of each frame. */
  readonly frames: readonly string[];
  /** Bytes of a frame that did not end. */
  readonly rest: number;
}

/** Runs one case. Resolves when the server ended the connection. */
export function run(port: number, path: string, { bytes, pieces, extensions }: Case): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const follower = new FrameFollower();
  let received = Buffer.alloc(0);
  let head: string | undefined;
  let begun = 0;
  let answered = false;
  const frames: string[] = [];

  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      'Host: a',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...(extensions ? [`Sec-WebSocket-Extensions: ${extensions}`] : []),
    ].join('\r\n') + HEAD_END,
  );
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk as Buffer]);
    if (head === undefined) {
      const end = received.indexOf(HEAD_END);
      if (end === -1) return;
      head = received.subarray(0, end).toString('latin1');
      received = received.subarray(end + HEAD_END.length);
      if (head.startsWith('HTTP/1.1 101')) void send();
      else socket.end();
    }
    follow();
  });
  socket.setTimeout(20_000, () => socket.destroy(new Error('the server does not end the connection')));
  socket.on(
    'error',
    (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET' || error.code === 'EPIPE' || reject(error),
  );
  socket.on('close', () => {
    const field = /^sec-websocket-extensions: (.*)$/im.exec(head ?? '')?.[1];
    resolve({ status: (head ?? '').slice(0, 12), extensions: field, frames, rest: received.length });
  });

  async function send(): Promise<void> {
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = pieces ? pieces[i % pieces.length]! : bytes.length;
      if (!socket.writable) return;
      socket.write(bytes.subarray(at, at + size));
      at += size;
      await new Promise(setImmediate);
    }
  }

  /** `received` begins with the frame that is under way, of which `begun` bytes were followed. */
  function follow(): void {
    while (head?.startsWith('HTTP/1.1 101') && begun < received.length) {
      begun = follower.next(received, begun);
      if (!follower.atBoundary) return;
      const whole = received.subarray(0, begun);
      frames.push(`${whole.subarray(0, 2).toString('hex')} ${whole.length} ${hash('sha1', whole)}`);
      received = received.subarray(begun);
      begun = 0;
      if (!follower.closing || answered) continue;
      answered = true;
      // An empty Close, masked with zeros.
      if (socket.writable) socket.end(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
    }
  }
  return promise;
}
