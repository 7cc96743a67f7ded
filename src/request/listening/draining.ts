import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { GOING_AWAY } from '../upgrade.ts';
import { unfinished } from './in-flight.ts';
import type { NodeServer } from './server.ts';
import type { Sessions } from './sessions.ts';

/** Ends a server without failing a request that a client had reason to expect an answer to. */
export interface Draining {
  /** Whether answers should end their HTTP/1 connections. */
  readonly active: boolean;
  /** Tells the clients of HTTP/2 at once, those of HTTP/1 with their next answer. */
  start(): void;
  /** A client's stream that may become a tunnel: it hears `GOING_AWAY` when the server closes. */
  hold(stream: Duplex): void;
  /** Resolves when the last connection is closed, at the latest `grace` ms from now. */
  close(grace: number): Promise<void>;
}

/** Follows the connections of a server from its start. */
export function followConnections(server: NodeServer, sessions: Sessions | undefined): Draining {
  const secure = 'setSecureContext' in server;
  const sockets = follow(server, 'connection');
  const clients = secure ? follow(server, 'secureConnection') : sockets;
  const closeIdle = server.closeIdleConnections.bind(server);
  const held = new Set<Duplex>();
  let active = false;

  function start(): void {
    active = true;
    sessions?.end();
    for (const client of clients) {
      const res = unfinished(client);
      // An answer that has begun said keep-alive; the next one of its connection will say close.
      if (res && !res.headersSent) res.shouldKeepAlive = false;
    }
  }

  /** While anything is in flight, idle connections stay: a request may be on its way on them. */
  function settle(): void {
    if ([...clients].some((client) => unfinished(client))) return;
    closeIdle();
    for (const client of clients) if (isSilent(client)) client.destroy();
  }

  return {
    get active() {
      return active;
    },
    start,
    hold(stream) {
      held.add(stream);
      stream.once('close', () => held.delete(stream));
    },
    async close(grace) {
      start();
      // Server.close() would cut idle connections at once.
      server.closeIdleConnections = () => {};
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of clients) {
        client.once('close', settle);
        unfinished(client)?.once('close', settle);
      }
      settle();
      for (const stream of held) stream.emit(GOING_AWAY);
      const end = setTimeout(() => destroyAll(sockets), grace);
      await closed;
      clearTimeout(end);
    },
  };
}

function follow(server: NodeServer, event: string): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** A connection on which no request ever began; Node does not count it as idle. */
function isSilent(socket: Socket): boolean {
  return socket.bytesRead === 0 && (socket as TLSSocket).alpnProtocol !== 'h2';
}

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
