import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import type { TestContext } from 'node:test';
import { certificate } from './certificate.ts';

/** An HTTP/2 connection to an origin with the test certificate; it ends with the test. */
export async function openSession(t: TestContext, origin: string): Promise<ClientHttp2Session> {
  const session = connect(origin, { ca: certificate, maxSessionMemory: 1000 });
  session.on('error', () => {});
  t.after(() => session.destroy());
  await once(session, 'connect');
  return session;
}

export interface StreamAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The answer, read until the stream closes. Rejects where it is reset. */
export function readStream(stream: ClientHttp2Stream): Promise<StreamAnswer> {
  return new Promise((resolve, reject) => {
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on('response', (received) => {
      headers = received;
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => resolve({ headers, body: Buffer.concat(chunks) }));
  });
}
