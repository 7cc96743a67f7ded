import { constants, type Http2SecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { GatewayError } from '../../errors.ts';
import { isBrokenOff } from '../respond.ts';

const { NGHTTP2_NO_ERROR, NGHTTP2_ENHANCE_YOUR_CALM } = constants;

/** Streams after which a connection is judged by how many of them its client took back. */
const JUDGED_STREAMS = 500;

const COUNTS = Symbol('counts');
const SESSION = Symbol('session');

/** What a connection has seen so far. */
interface Counts {
  streams: number;
  open: number;
  /** Those that the client took back before an answer to them had begun. */
  resets: number;
}

type Followed = ServerHttp2Session & { [COUNTS]?: Counts };
/** When its stream closes, Node has forgotten the session. */
type Counted = ServerHttp2Stream & { [SESSION]?: Followed };

export interface SessionLimits {
  /** Milliseconds for the first frame, which has to be SETTINGS. */
  readonly headersTimeout: number;
  /** Milliseconds after which a connection on which nothing happens is closed. */
  readonly keepAliveTimeout: number;
}

export interface Sessions {
  /**
   * Tells every client which of its streams is the last that is served (GOAWAY); the connection closes after that. What it
   * opened meanwhile it can safely repeat on a new connection. That there will be an end could be announced before (RFC 9113,
   * section 6.8), but Node drops all streams that come after the announcement.
   */
  end(): void;
}

/**
 * Follows the HTTP/2 connections of a server from its start. One that is silent, and one whose client opens streams only to
 * take them back (CVE-2023-44487), is closed.
 *
 * @param report is told of each that was closed for what its client did.
 */
export function followSessions(
  server: Http2SecureServer,
  limits: SessionLimits,
  report: (error: GatewayError, socket: Socket) => void,
): Sessions {
  const sessions = new Set<ServerHttp2Session>();

  function onClose(this: Counted): void {
    const session = this[SESSION]!;
    const counts = session[COUNTS]!;
    counts.open--;
    if (!this.aborted || this.headersSent || isBrokenOff(this) || session.destroyed) return;
    counts.resets++;
    if (counts.streams <= JUDGED_STREAMS || counts.resets * 2 <= counts.streams) return;
    const what = `${counts.resets} of ${counts.streams} streams of a connection were reset before an answer`;
    cut(session, NGHTTP2_ENHANCE_YOUR_CALM, new GatewayError('too_many_requests', what));
  }

  function onStream(this: Followed, stream: Counted): void {
    const counts = this[COUNTS]!;
    counts.streams++;
    counts.open++;
    stream[SESSION] = this;
    stream.on('close', onClose);
  }

  function cut(session: ServerHttp2Session, code: number, error: GatewayError): void {
    report(error, session.socket as Socket);
    // Only the types lack the number, which goes out as GOAWAY.
    session.destroy(code as never);
  }

  server.on('session', (session: Followed) => {
    sessions.add(session);
    const counts: Counts = { streams: 0, open: 0, resets: 0 };
    session[COUNTS] = counts;
    session.on('stream', onStream);
    session.setTimeout(limits.keepAliveTimeout, () => {
      session.close();
      // Node waits for the end of a header section that has begun.
      if (counts.open === 0) session.destroy();
    });
    const silence = setTimeout(() => {
      cut(session, NGHTTP2_NO_ERROR, new GatewayError('request_timeout', 'an HTTP/2 connection without SETTINGS'));
    }, limits.headersTimeout).unref();
    session.once('remoteSettings', () => clearTimeout(silence));
    session.once('close', () => {
      clearTimeout(silence);
      sessions.delete(session);
    });
  });

  return {
    end() {
      for (const session of sessions) session.close();
    },
  };
}
