import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { GatewayError } from '../../errors.ts';

/** What one look may cost before it is given up. */
export interface HttpLimits {
  /** Bytes of the body. */
  readonly bytes: number;
  /** Milliseconds until the answer begins, the connection included. */
  readonly head: number;
  /** Milliseconds for all of the body, which may come drop by drop. */
  readonly body: number;
}

export interface GetOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM: who is trusted in place of the system's authorities, and who we are. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly limits: HttpLimits;
  /** Ends it; its reason, an Error, is then the cause. */
  readonly signal: AbortSignal;
}

/** An answer. Only one with status 200 is read: of others the body is empty. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
}

/**
 * Asks for a URL, on a connection of its own, and follows no redirect. An answer is whole: one that ends before its
 * `Content-Length` is a failure. Throws GatewayError bundle_unreadable.
 */
export async function get(url: URL, { headers, tls, limits, signal }: GetOptions): Promise<Answer> {
  const options = { ...tls, rejectUnauthorized: true, agent: false, headers: { 'user-agent': 'regate', ...headers } };
  const request = (url.protocol === 'https:' ? https : http).request(url, options);
  let ended: Error | undefined;
  const abandon = () => end(signal.reason as Error);
  signal.addEventListener('abort', abandon);
  // Whoever waits gets the failure; one that comes when nobody does is of no interest.
  request.on('error', () => undefined);
  let timer = giveUp(limits.head, 'did not begin to answer');
  try {
    signal.throwIfAborted();
    request.end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    clearTimeout(timer);
    timer = giveUp(limits.body, 'did not come to the end of its answer');
    const { statusCode: status = 0, headers } = answer;
    return { status, headers, body: status === 200 ? await readBody(answer, limits.bytes) : new Uint8Array() };
  } catch (error) {
    throw new GatewayError('bundle_unreadable', reasonOf(ended ?? (error as Error)), { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abandon);
    request.destroy();
  }

  function end(reason: Error): void {
    ended ??= reason;
    request.destroy();
  }

  function giveUp(milliseconds: number, what: string): NodeJS.Timeout {
    const late = new Error(`the server ${what} within ${milliseconds} ms`);
    return setTimeout(() => end(late), milliseconds);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNRESET' ? 'the connection ended before the answer did' : message;
}

async function readBody(answer: IncomingMessage, most: number): Promise<Uint8Array> {
  const announced = Number(answer.headers['content-length'] ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (announced > most) throw tooLarge(most);
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(most: number): Error {
  return new Error(`what the server sends is larger than ${most} bytes`);
}
