import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import { isIn, TOKEN } from '../../http/characters.ts';
import { PROBLEM_TYPE, problemBody } from '../../problem.ts';
import { refuse } from '../refuse.ts';
import { unfinished } from './in-flight.ts';

/** What Node reports as `clientError`. */
export interface ClientError extends Error {
  readonly code?: string;
  /** What the parser says besides its code. */
  readonly reason?: string;
  /** The chunk at hand and how much of it was good, for errors of the parser. */
  readonly rawPacket?: unknown;
  readonly bytesParsed?: number;
}

/** How long a client may take to read the answer before its connection is cut, ms. */
const LINGER = 1000;

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
  HPE_PAUSED_H2_UPGRADE: 'http_version_not_supported',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** The reason where the version is well-formed; the code alone also stands for a bad line end after it. */
const UNSUPPORTED = 'Invalid HTTP version';

const failed = new WeakSet<Socket>();

/**
 * Answers bytes that are no request. Where a good request of the connection is still being served, it is answered first:
 * its effects may have happened, and its client has to learn so. Where the bytes are its own body, it is cut short with
 * this problem. TLS failures are reported, but there is nobody to answer.
 */
export function clientErrorHandler(report: (error: GatewayError, socket: Socket) => void) {
  return (thrown: ClientError, socket: Socket): void => {
    const code = thrown.code ?? '';
    // After the last answer of a connection the rest of what its client sends has no meaning.
    if (failed.has(socket) || (socket.writableEnded && code.startsWith('HPE_'))) return;
    failed.add(socket);
    if (code.startsWith('HPE_') || code in CODES) {
      const error = new GatewayError(codeOf(thrown, code), `refused bytes: ${thrown.message}`, {
        cause: thrown,
      });
      report(error, socket);
      answer(error, socket, code);
      return;
    }
    if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
      report(new GatewayError('bad_request', `TLS handshake failed: ${thrown.message}`, { cause: thrown }), socket);
    }
    socket.destroy();
  };
}

function codeOf(thrown: ClientError, code: string): ErrorCode {
  if (code === 'HPE_INVALID_METHOD' && stoppedInToken(thrown)) return 'method_not_implemented';
  if (code === 'HPE_INVALID_VERSION' && thrown.reason === UNSUPPORTED) return 'http_version_not_supported';
  return CODES[code] ?? 'bad_request';
}

/** Whether the parser met the name of a method that it does not know, and not something else altogether. */
function stoppedInToken({ rawPacket, bytesParsed }: ClientError): boolean {
  return rawPacket instanceof Uint8Array && isIn(rawPacket[bytesParsed ?? 0] ?? 0, TOKEN);
}

function answer(error: GatewayError, socket: Socket, code: string): void {
  const res = unfinished(socket);
  if (!res) {
    writeProblem(error, socket);
  } else if (res.req.complete) {
    res.shouldKeepAlive = false;
    if (code !== 'HPE_CLOSED_CONNECTION') res.once('close', () => writeProblem(error, socket));
  } else {
    res.once('finish', () => socket.destroySoon());
    refuse(res.req, res, error, {});
  }
}

function writeProblem(error: GatewayError, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = problemBody(error);
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n` +
      `content-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `cache-control: no-store\r\ndate: ${new Date().toUTCString()}\r\nconnection: close\r\n\r\n${body}`,
  );
  // The rest of what the client sends is read and dropped meanwhile: a reset would take the answer away from it.
  setTimeout(() => socket.destroy(), LINGER).unref();
}
