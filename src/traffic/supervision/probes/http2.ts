import { connect } from 'node:http2';
import { authorityOf, MOST_BYTES, type Question, tlsOf } from './question.ts';

/** Asks once on a connection of its own, with TLS or without, and gives the status. Rejects where no answer comes. */
export async function askHttp2(question: Question, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const session = connect(question.url, question.url.protocol === 'https:' ? tlsOf(question) : {});
  session.on('error', reject);
  session.on('close', () => reject(new Error('the connection ended without an answer')));
  const fields = {
    ':path': question.path,
    ':authority': authorityOf(question),
    'user-agent': 'regate',
  };
  const stream = session.request(fields, { endStream: true, signal });
  let status = 0;
  let bytes = 0;
  stream.on('error', reject);
  stream.on('response', (headers) => {
    status = headers[':status'] ?? 0;
  });
  stream.on('end', () => resolve(status));
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) resolve(status);
  });
  try {
    return await promise;
  } finally {
    session.destroy();
  }
}
