import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { hostOf } from '../../config/destination.ts';
import type { ConnectionOptions } from './attempt.ts';

/** Streams that one connection carries at most, however many more the server would take. */
export const STREAMS = 100;
/** Bytes that a server may send ahead of a slow reader. */
const STREAM_WINDOW = 65_535;
/** Megabytes: what `STREAMS` readers that have all stopped can hold, with as much again for header sections. */
const SESSION_MEMORY = 16;
/** Dead peers are found this long after the last byte, as HTTP/1.1 does it. */
const KEEP_ALIVE_MS = 60_000;

/** A connection on which the server has shown that it speaks HTTP/2. */
export interface Connected {
  readonly session: ClientHttp2Session;
  readonly socket: Socket;
}

export interface Http2Options extends ConnectionOptions {
  /** With TLS and ALPN, or in the clear with prior knowledge (RFC 9113, section 3.3). */
  readonly protocol: 'h2' | 'h2c';
}

/**
 * Opens a connection and waits for the server's settings: only they tell how many streams it takes, and a server that sends
 * them surely speaks HTTP/2. No request was sent where it fails; its error then has the code `ETIMEDOUT` where it took
 * too long.
 *
 * @param done is called once.
 */
export function connectHttp2(
  member: { readonly url: string; readonly serverName?: string },
  options: Http2Options,
  done: (result: Connected | Error) => void,
): void {
  const url = new URL(member.url);
  const secure = options.protocol === 'h2';
  const socket = secure ? openTls(url, member.serverName, options) : openTcp(url);
  let over = false;
  const finish = (result: Connected | Error): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (result instanceof Error) socket.destroy();
    done(result);
  };
  const timer = setTimeout(() => finish(late(options.connectTimeout)), options.connectTimeout);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('error', (error) => finish(explain(error)));
  socket.on('close', () => finish(new Error('it closed the connection instead of speaking HTTP/2')));
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    if (secure && (socket as TLSSocket).alpnProtocol !== 'h2') {
      finish(new Error('it does not offer HTTP/2 in its TLS handshake (ALPN)'));
      return;
    }
    const session = connect(url, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
      maxSessionMemory: SESSION_MEMORY,
    });
    session.on('error', (error) => finish(explain(error)));
    session.once('remoteSettings', () => {
      // Else all streams together would get the window of one.
      session.setLocalWindowSize(STREAMS * STREAM_WINDOW);
      finish({ session, socket });
    });
  });
}

function openTcp(url: URL): Socket {
  return connectTcp({ host: hostOf(url), port: Number(url.port || 80) });
}

function openTls(url: URL, serverName: string | undefined, { ca }: Http2Options): TLSSocket {
  const host = hostOf(url);
  const name = serverName ?? host;
  return connectTls({
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ['h2'],
    ...(isIP(name) ? {} : { servername: name }),
    ...(ca === undefined ? {} : { ca }),
  });
}

function explain(cause: Error & { code?: string }): Error {
  return cause.code === 'ERR_HTTP2_ERROR' ? new Error('it does not speak HTTP/2', { cause }) : cause;
}

function late(ms: number): Error {
  return Object.assign(new Error(`no HTTP/2 connection within ${ms} ms`), { code: 'ETIMEDOUT' });
}
