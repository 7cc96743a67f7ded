import { connect } from 'node:net';
import { placeOf, type Question } from './question.ts';

/** Connects and closes again. Rejects where that is not possible. */
export async function askTcp(question: Question, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ ...placeOf(question), signal });
  socket.on('error', reject);
  socket.on('connect', resolve);
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}
