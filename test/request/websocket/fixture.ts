import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { GatewayError, toGatewayError } from '../../../src/errors.ts';
import { responseHeaders, upstreamHeaders } from '../../../src/http/headers.ts';
import type { ClientRequest, ClientResponse } from '../../../src/request/client.ts';
import { Tunnel, type TunnelLimits, type TunnelResult } from '../../../src/request/forwarding/tunnel.ts';
import type { Listener } from '../../../src/request/listening/listener.ts';
import { type CanonicalRequest, receive, receiveContext } from '../../../src/request/receive.ts';
import { refuse } from '../../../src/request/refuse.ts';
import { acceptUpgrade, admitUpgrade } from '../../../src/request/upgrade.ts';
import type { Responder, Transport } from '../../../src/traffic/transport/attempt.ts';
import { openTransport } from '../../../src/traffic/transport/transport.ts';
import { Watch } from '../../../src/traffic/watch.ts';
import { REQUEST } from '../../configured.ts';
import { certificateFiles, open } from '../listener/open.ts';

export interface TunnelGateway {
  readonly port: number;
  readonly listener: Listener;
  readonly transport: Transport;
  /** Requests as a policy would see them. */
  readonly seen: CanonicalRequest[];
  /** Open tunnels. */
  readonly tunnels: Set<Tunnel>;
  /** Tunnels that are being watched. */
  readonly watch: Watch;
  /** Moves the clock on, in milliseconds. */
  pass(milliseconds: number): void;
  /** What became of the next tunnel that is over, or of a handshake that was refused. */
  next(): Promise<TunnelResult | GatewayError>;
}

export interface TunnelGatewayOptions {
  readonly limits?: Partial<TunnelLimits>;
  readonly tls?: boolean;
  /** Whether the route has a websocket block; it has if left out. */
  readonly websocket?: boolean;
}

const LIMITS: TunnelLimits = { idle: 60_000, maxAge: 3_600_000, expiresAt: Number.POSITIVE_INFINITY };
const NO_EDITS = { set: [], remove: [] };

/** A listener whose every handshake that is valid is tunnelled to `upstream`; other requests are answered with 204. */
export async function startTunnels(
  t: TestContext,
  upstream: string,
  options: TunnelGatewayOptions = {},
): Promise<TunnelGateway> {
  let passed = 0;
  const now = () => Date.now() + passed;
  const context = receiveContext({ request: REQUEST, routes: [], trustedProxies: [] }, { now, newId: () => 'id-1' });
  const transport = openTransport(
    { url: upstream },
    { connections: 100, connectTimeout: 1000, ca: undefined, protocol: 'http1' },
  );
  const watch = new Watch(now);
  const tunnels = new Set<Tunnel>();
  const seen: CanonicalRequest[] = [];
  const outcomes = queue<TunnelResult | GatewayError>();
  const route =
    options.websocket === false ? { id: 'main' } : { id: 'main', websocket: { idle: 60_000, maxAge: 60_000 } };

  const handle = (req: ClientRequest, res: ClientResponse): void => {
    const fail = (thrown: unknown) => {
      const error = toGatewayError(thrown);
      outcomes.put(error);
      refuse(req, res, error, {});
    };
    try {
      const request = receive(req, context);
      seen.push(request);
      if (request.upgrade === undefined) {
        res.statusCode = 204;
        res.end();
        return;
      }
      admitUpgrade(req, route);
      const responder = respondWith(
        (headers, stream, head) => {
          const client = acceptUpgrade(req, res, responseHeaders(headers, { edits: NO_EDITS, extra: ['x-ours', '1'] }));
          const tunnel = new Tunnel(
            { client, upstream: stream, head },
            { ...LIMITS, ...options.limits },
            watch,
            (result) => {
              tunnels.delete(tunnel);
              outcomes.put(result);
            },
          );
          tunnels.add(tunnel);
        },
        (status) => {
          res.statusCode = status;
          res.end();
        },
        fail,
      );
      const outgoing = {
        method: 'GET',
        path: request.path,
        headers: upstreamHeaders(request, { edits: NO_EDITS, identity: [] }),
        authority: request.authority,
        body: null,
        upgrade: 'websocket' as const,
      };
      const attempt = transport.send(outgoing, responder, { onConnected() {}, onOver() {} });
      res.on('close', () => tunnels.size === 0 && attempt.abort('abandoned'));
    } catch (thrown) {
      fail(thrown);
    }
  };

  const tls = options.tls ? { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const } : undefined;
  const { listener, port } = await open(t, handle, { ...(tls && { tls }) });
  t.after(() => transport.close());
  return {
    port,
    listener,
    transport,
    seen,
    tunnels,
    watch,
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    next: outcomes.take,
  };
}

function respondWith(
  onUpgrade: Responder['onUpgrade'],
  onHead: Responder['onHead'],
  fail: (error: GatewayError) => void,
): Responder {
  return {
    onSending() {},
    onBodySent() {},
    onSent() {},
    onInterim() {},
    onHead,
    onData: () => true,
    onTrailers() {},
    onEnd() {},
    onFailure: ({ cause }) => fail(new GatewayError('upstream_failed', cause.message)),
    onUpgrade,
  };
}

function queue<T>() {
  const ready: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    put(value: T) {
      const resolve = waiting.shift();
      if (resolve) resolve(value);
      else ready.push(value);
    },
    take: () =>
      ready.length > 0 ? Promise.resolve(ready.shift()!) : new Promise<T>((resolve) => waiting.push(resolve)),
  };
}

export interface EchoServer {
  readonly origin: string;
  readonly port: number;
  readonly server: WebSocketServer;
  /** The next connection. */
  accepted(): Promise<WebSocket>;
}

/** A WebSocket server that sends every message back. */
export async function startEcho(t: TestContext, options: ServerOptions = {}): Promise<EchoServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  const connections = queue<WebSocket>();
  server.on('connection', (socket) => {
    connections.put(socket);
    socket.on('error', () => {});
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  await once(server, 'listening');
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, server, accepted: connections.take };
}

/** A client whose connection is open. */
export async function openClient(
  t: TestContext,
  port: number,
  options: ClientOptions = {},
  protocols: string[] = [],
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat?room=1`, protocols, options);
  t.after(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

/** Sends a message and gives the next one that comes. */
export async function ask(socket: WebSocket, message: string | Buffer): Promise<Buffer> {
  const answer = once(socket, 'message');
  socket.send(message);
  const [data] = await answer;
  return data as Buffer;
}

/** Code and reason with which a WebSocket ends. */
export async function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, 'close');
  return { code: code as number, reason: String(reason) };
}

/** A session over TLS with extended CONNECT (RFC 8441). */
export async function openSession(t: TestContext, port: number): Promise<ClientHttp2Session> {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  session.on('error', () => {});
  await once(session, 'remoteSettings');
  return session;
}

/** A WebSocket of the `ws` package on a stream that was upgraded. */
export function onStream(stream: Duplex, side: 'client' | 'server' = 'client'): WebSocket {
  // It is how the package itself makes one for a server; the types do not say so.
  const socket = new WebSocket(null as never, undefined as never, {}) as WebSocket & {
    _isServer: boolean;
    setSocket(stream: Duplex, head: Buffer, options: object): void;
  };
  socket._isServer = side === 'server';
  Object.assign(stream, { setTimeout: () => stream, setNoDelay: () => stream });
  socket.setSocket(stream, Buffer.alloc(0), { allowSynchronousEvents: true, maxPayload: 0, skipUTF8Validation: false });
  return socket;
}
