import type { EventEmitter } from 'node:events';
import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Http2SecureServer, Http2ServerResponse } from 'node:http2';
import { type AddressInfo, Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyListenOptions } from 'fastify';
import type { ListenerConfig, RequestConfig } from '../../config/types.ts';
import { GatewayError, toGatewayError } from '../../errors.ts';
import { METHODS } from '../../http/methods.ts';
import type { ClientRequest, ClientResponse } from '../client.ts';
import { refuse } from '../refuse.ts';
import { isUpgrade } from '../upgrade.ts';
import { loadCertificates } from './certificates.ts';
import { clientErrorHandler } from './client-error.ts';
import { serveDetached } from './detached.ts';
import { type Draining, followConnections } from './draining.ts';
import { noteResponse } from './in-flight.ts';
import { type CertificateHolder, createNodeServer, type NodeServer } from './server.ts';
import { followSessions } from './sessions.ts';

/** Answers an exchange in full, also one that it refuses. Its promise, where it gives one, must not reject. */
export type Handle = (req: ClientRequest, res: ClientResponse) => void;

export interface ListenerOptions {
  readonly request: RequestConfig;
  /** Whether several threads share the port. */
  readonly reusePort?: boolean;
  /** Told of each request that failed before it was one: malformed bytes, timeouts, TLS failures. */
  readonly onClientError?: (error: GatewayError, socket: Socket) => void;
}

export interface Listener {
  readonly app: FastifyInstance;
  /** Resolves with the port once connections are accepted; the configured one where none is given. */
  listen(port?: number): Promise<number>;
  /** Reads the certificate files again; connections stay. Rejects with GatewayError `config_invalid` and changes nothing. */
  updateTls(): Promise<void>;
  /** Ends the connections that there are, each with its present answers. New ones are still accepted; HTTP/1 has one answer on each. */
  drain(): void;
  /** Stops accepting, lets requests in flight finish for `grace` ms, then cuts what is left. */
  close(options: { readonly grace: number }): Promise<void>;
}

/** Where Fastify keeps the target that it rewrote. */
type Rewritten = IncomingMessage & { readonly originalUrl: string };

/**
 * A listener whose every request goes to `handle` as it came, with its target untouched. What is no request, and what
 * Fastify or Node would answer by themselves, is answered with a problem (RFC 9457). Rejects with GatewayError
 * `config_invalid` where a certificate cannot be read.
 */
export async function createListener(
  config: ListenerConfig,
  options: ListenerOptions,
  handle: Handle,
): Promise<Listener> {
  const holder: CertificateHolder | undefined = config.tls && { current: await loadCertificates(config.tls) };
  const server = createNodeServer(options.request, holder);
  const report = options.onClientError ?? (() => {});
  const sessions =
    'setSecureContext' in server ? followSessions(server as Http2SecureServer, options.request, report) : undefined;
  const draining = followConnections(server, sessions);
  const app = createApp(server, options, handle, draining);
  return {
    app,
    async listen(port = config.port) {
      await open(app, config.address, port, options.reusePort === true);
      return (server.address() as AddressInfo).port;
    },
    async updateTls() {
      if (!config.tls || !holder || !('setSecureContext' in server)) return;
      holder.current = await loadCertificates(config.tls);
      server.setSecureContext(holder.current.fallback);
    },
    drain: draining.start,
    async close({ grace }) {
      await draining.close(grace);
      await app.close();
    },
  };
}

function createApp(server: NodeServer, options: ListenerOptions, handle: Handle, draining: Draining): FastifyInstance {
  const app = fastify<Server>({
    serverFactory(route) {
      connect(server, route as Handle, handle, draining);
      return server as never;
    },
    // Fastify's router would decode, and refuse by itself, what only `receive` may judge.
    rewriteUrl: () => '/',
    clientErrorHandler: clientErrorHandler(options.onClientError ?? (() => {})),
    frameworkErrors: (error, { raw }, reply) => fail(error, raw, reply.hijack().raw),
    return503OnClosing: false,
    exposeHeadRoutes: false,
    genReqId: () => '',
  });
  app.addHook('onRequest', ({ raw }, reply) => {
    raw.url = (raw as Rewritten).originalUrl;
    reply.hijack();
    try {
      handle(raw, reply.raw);
    } catch (thrown) {
      fail(thrown, raw, reply.raw);
    }
  });
  app.setErrorHandler((error, { raw }, reply) => fail(error, raw, reply.hijack().raw));
  app.setNotFoundHandler(({ raw }, reply) => fail(new Error('no route of the listener'), raw, reply.hijack().raw));
  app.route({ method: [...METHODS], url: '/', handler: (_request, reply) => reply.hijack() });
  return app;
}

function fail(thrown: unknown, req: ClientRequest, res: ClientResponse): void {
  refuse(req, res, toGatewayError(thrown), {});
}

/** Leads every kind of request that Node knows to `handle`; ordinary ones go through Fastify's routing. */
function connect(server: NodeServer, route: Handle, handle: Handle, draining: Draining): void {
  const serve = (req: ClientRequest, res: ClientResponse): void => {
    if (res instanceof ServerResponse) {
      if (!noteResponse(req.socket, res)) return;
      // Behind a request whose upgrade is ignored, Node loses the rest of the segment.
      if (draining.active || req.headers.upgrade !== undefined) res.shouldKeepAlive = false;
    }
    const next = METHODS.has(req.method ?? '') ? route : handle;
    // The parser may find in this very segment that the body is malformed; nothing must have been forwarded then.
    if (req.headers['transfer-encoding'] === undefined) next(req, res);
    else setImmediate(() => res.headersSent || next(req, res));
  };
  const events = server as EventEmitter;
  // Accepting failed, as where no file descriptor is left: there is nobody to answer, and the next attempt may succeed.
  events.on('error', () => {});
  events.on('request', serve);
  events.on('checkContinue', serve);
  events.on('checkExpectation', serve);
  events.on('connect', (req: ClientRequest, second: ClientResponse | Socket) => {
    if (second instanceof Socket) {
      serveDetached(req as IncomingMessage, second.resume(), serve);
      return;
    }
    if (req.headers[':protocol' as string] !== undefined) draining.hold((second as Http2ServerResponse).stream);
    serve(req, second);
  });
  Object.assign(server, { shouldUpgradeCallback: isUpgrade });
  events.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    draining.hold(socket);
    serveDetached(req, socket, serve, head);
  });
}

async function open(app: FastifyInstance, host: string, port: number, reusePort: boolean): Promise<void> {
  // Fastify's type lacks what it hands on to Node.
  const where: FastifyListenOptions & { reusePort: boolean } = { host, port, reusePort };
  try {
    await app.listen(where);
  } catch (cause) {
    const message = `cannot listen on ${host}:${port}: ${(cause as Error).message}`;
    throw new GatewayError('config_invalid', message, { cause });
  }
}
