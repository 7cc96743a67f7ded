import { once } from 'node:events';
import { connect } from 'node:net';

/** One response as it was on the wire. */
export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated fields keep the last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireExchange {
  /** Final ones. */
  readonly responses: readonly WireResponse[];
  /** Statuses below 200, as 100. */
  readonly interim: readonly number[];
  /** Whether the gateway closed the connection. */
  readonly closed: boolean;
}

export interface SendOptions {
  /** Final responses to wait for; the connection is closed after them. */
  readonly responses?: number;
  /** Longest wait, ms. */
  readonly patience?: number;
}

/** Sends bytes (one character a byte), in one piece or in the given pieces, and reads the answers. */
export async function send(
  port: number,
  bytes: string | readonly string[],
  { responses: wanted = 1, patience = 5000 }: SendOptions = {},
): Promise<WireExchange> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const isHead = (typeof bytes === 'string' ? bytes : bytes.join('')).startsWith('HEAD ');
  let received = '';
  let closed = false;
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patience);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (finals(received, isHead).length >= wanted) resolve();
    });
    socket.on('close', () => {
      closed = true;
      clearTimeout(timer);
      resolve();
    });
  });
  await once(socket, 'connect');
  for (const piece of typeof bytes === 'string' ? [bytes] : bytes) {
    if (socket.writable) socket.write(piece, 'latin1');
    if (typeof bytes !== 'string') await new Promise(setImmediate);
  }
  await done;
  socket.destroy();
  if (!closed) await once(socket, 'close');
  const interim = parse(received, isHead).flatMap(({ status }) => (status < 200 ? [status] : []));
  return { responses: finals(received, isHead), interim, closed };
}

function finals(received: string, isHead: boolean): WireResponse[] {
  return parse(received, isHead).filter(({ status }) => status >= 200);
}

/** Whole responses with `content-length`, chunked or no body. */
function parse(received: string, isHead: boolean): WireResponse[] {
  const responses: WireResponse[] = [];
  let rest = received;
  for (let end = rest.indexOf('\r\n\r\n'); end !== -1; end = rest.indexOf('\r\n\r\n')) {
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(first.split(' ')[1]);
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const after = rest.slice(end + 4);
    const chunkedEnd = headers['transfer-encoding'] ? after.indexOf('0\r\n\r\n') + 5 : undefined;
    const length = isHead ? 0 : (chunkedEnd ?? Number(headers['content-length'] ?? 0));
    if (chunkedEnd === 4 || after.length < length) break;
    responses.push({ status, headers, body: after.slice(0, length) });
    rest = after.slice(length);
  }
  return responses;
}
