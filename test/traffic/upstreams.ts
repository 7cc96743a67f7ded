import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface TestUpstream {
  readonly origin: string;
  readonly port: number;
  /** Connections that were accepted. */
  readonly connections: number;
  /** Connections that are open. */
  readonly open: ReadonlySet<Socket>;
  /** Ends it as a crash would: all connections are reset, new ones are refused. */
  kill(): Promise<void>;
}

/** A real HTTP/1.1 server; it ends with the test. */
export function startHttp(t: TestContext, listener: RequestListener, port = 0): Promise<TestUpstream> {
  return listen(t, createServer({ keepAliveTimeout: 60_000 }, listener), port);
}

/** A server that speaks bytes: `answer` is called with each connection and the first bytes that came on it. */
export function startTcp(t: TestContext, answer: (socket: Socket, head: string) => void): Promise<TestUpstream> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => answer(socket, data.toString('latin1')));
  });
  return listen(t, server, 0);
}

/** An origin of this machine that refuses connections. */
export async function refusingOrigin(t: TestContext): Promise<string> {
  const upstream = await startTcp(t, () => {});
  await upstream.kill();
  return upstream.origin;
}

async function listen(t: TestContext, server: ReturnType<typeof createTcpServer>, port: number): Promise<TestUpstream> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const kill = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    // One whose end is on its way cannot be reset.
    for (const socket of open) socket.writableEnded ? socket.destroy() : socket.resetAndDestroy();
    await closed;
  };
  t.after(kill);
  return {
    origin: `http://127.0.0.1:${bound}`,
    port: bound,
    get connections() {
      return connections;
    },
    open,
    kill,
  };
}
