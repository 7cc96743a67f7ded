import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { GatewayError } from '../errors.ts';
import { PROBLEM_TYPE, type ProblemContext, problemBody } from '../problem.ts';

/** Errors after which the connection's framing, or the client's intent, is in doubt. */
const CLOSING = new Set([400, 408, 413, 431, 501, 505]);

/**
 * Answers an exchange with the problem of `error` (RFC 9457). Where the answer has already begun, the connection is ended
 * instead, so that the client cannot take a part for the whole. Returns the body's size in bytes, or undefined where
 * nothing could be sent.
 */
export function refuse(
  req: IncomingMessage | Http2ServerRequest,
  res: ServerResponse | Http2ServerResponse,
  error: GatewayError,
  context: ProblemContext,
): number | undefined {
  if (res.headersSent || res.destroyed || res.writableEnded) {
    if (!res.writableEnded) res.stream?.destroy();
    return undefined;
  }
  const body = Buffer.from(problemBody(error, context));
  const headers: Record<string, string | number> = {
    'content-type': PROBLEM_TYPE,
    'content-length': body.length,
    'cache-control': 'no-store',
    ...error.headers,
  };
  if (context.requestId) headers['x-request-id'] = context.requestId;
  const unread = !req.complete && (req.headers['content-length'] ?? '0') !== '0';
  if (req.httpVersionMajor === 1 && (CLOSING.has(error.status) || unread)) headers.connection = 'close';
  res.writeHead(error.status, headers);
  if (req.method === 'HEAD') {
    res.end();
    return 0;
  }
  (res as ServerResponse).end(body);
  return body.length;
}
