import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestUpstream {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Requests that arrived, by method and target. */
  readonly seen: string[];
  /** Cuts all connections and stops. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const OK: RequestListener = (_req: IncomingMessage, res: ServerResponse) => {
  res.end('ok');
};

/** A real HTTP server on a free port. */
export async function startUpstream(answer: RequestListener = OK): Promise<TestUpstream> {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, seen, close, [Symbol.asyncDispose]: close };
}
