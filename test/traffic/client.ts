import { once } from 'node:events';
import { type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
}

/** One request, its answer read whole. Rejects where the answer is cut short. */
export async function call(url: string, { method = 'GET', headers = {}, body, agent }: Call = {}): Promise<Answer> {
  const req = request(url, { method, headers, agent: agent ?? false });
  req.end(body);
  return readAnswer(await answerTo(req));
}

/** A request whose body the caller sends, or that the caller breaks off. */
export function open(url: string, { method = 'GET', headers = {}, agent }: Omit<Call, 'body'> = {}): ClientRequest {
  const req = request(url, { method, headers, agent: agent ?? false });
  req.on('error', () => {});
  return req;
}

/** The head of the answer; its body is still to be read. */
export async function answerTo(req: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(req, 'response')) as [IncomingMessage];
  return answer;
}

export async function readAnswer(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    rawHeaders: answer.rawHeaders,
    body: Buffer.concat(chunks),
  };
}

/** Sends bytes as they are and gives all that comes until the other side closes, or the error's code in its place. */
export async function speak(port: number, text: string): Promise<{ text: string; error: string | undefined }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text, 'latin1');
  return listenTo(socket);
}

export function listenTo(socket: Socket): Promise<{ text: string; error: string | undefined }> {
  return new Promise((resolve) => {
    let text = '';
    let error: string | undefined;
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      error = cause.code;
    });
    socket.on('close', () => resolve({ text, error }));
  });
}

/** Resolves when `condition` holds; asks every few milliseconds. */
export async function until(condition: () => boolean, milliseconds = 5000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not come true within ${milliseconds} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
