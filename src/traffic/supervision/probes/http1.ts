import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { authorityOf, MOST_BYTES, placeOf, type Question, tlsOf } from './question.ts';

/** Asks once on a connection of its own and gives the status. Redirects are not followed. Rejects where no answer comes. */
export function askHttp1(question: Question, signal: AbortSignal): Promise<number> {
  const secure = question.url.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const outgoing = (secure ? secureRequest : request)({
    ...placeOf(question),
    ...(secure && tlsOf(question)),
    path: question.path,
    headers: { host: authorityOf(question), 'user-agent': 'regate' },
    agent: false,
    signal,
  });
  outgoing.on('error', reject);
  outgoing.on('close', () => reject(new Error('the connection ended without an answer')));
  outgoing.on('response', (answer) => {
    const status = answer.statusCode ?? 0;
    let bytes = 0;
    answer.on('error', reject);
    answer.on('end', () => resolve(status));
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) return;
      resolve(status);
      answer.destroy();
    });
  });
  outgoing.end();
  return promise;
}
