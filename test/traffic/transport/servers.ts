import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket, Server as TcpServer } from 'node:net';
import type { TestContext } from 'node:test';
import { openTransport, type Transport } from '../../../src/traffic/transport/transport.ts';
import { certificate, key } from '../certificate.ts';

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  /** Streams that are open, and how many there were. */
  readonly streams: ReadonlySet<ServerHttp2Stream>;
  readonly counts: { sockets: number; streams: number };
  /** Refuses new connections. */
  stopListening(): void;
}

export type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** A real HTTP/2 server, with TLS or in the clear; it ends with the test. */
export async function startHttp2(
  t: TestContext,
  protocol: 'h2' | 'h2c',
  listener: StreamListener,
  options: SecureServerOptions = {},
): Promise<TestServer> {
  const secure = protocol === 'h2';
  const server: Http2Server = secure
    ? (createSecureServer({ cert: certificate, key, ...options }) as unknown as Http2Server)
    : createServer(options);
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  const streams = new Set<ServerHttp2Stream>();
  const counts = { sockets: 0, streams: 0 };
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    counts.sockets++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => {});
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    counts.streams++;
    streams.add(stream);
    stream.on('error', () => {});
    stream.once('close', () => streams.delete(stream));
    listener(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  // The close of HTTP/2's own server would end the sessions too.
  const stopListening = () => void TcpServer.prototype.close.call(server);
  return {
    stopListening,
    origin: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    sockets,
    sessions,
    streams,
    counts,
  };
}

/** A server that speaks bytes to each connection at once. */
export async function startBytes(
  t: TestContext,
  talk: (socket: Socket) => void,
  options: { allowHalfOpen?: boolean } = {},
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer(options, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A transport that trusts the test certificate; it ends with the test. */
export function open(
  t: TestContext,
  url: string,
  protocol: 'http1' | 'h2' | 'h2c',
  options: { connections?: number; connectTimeout?: number; ca?: string | undefined; serverName?: string } = {},
): Transport {
  const { serverName, ...rest } = options;
  const member = { url, ...(serverName === undefined ? {} : { serverName }) };
  const transport = openTransport(member, {
    protocol,
    connections: 4,
    connectTimeout: 2000,
    ca: certificate,
    ...rest,
  });
  t.after(() => void transport.close());
  return transport;
}
