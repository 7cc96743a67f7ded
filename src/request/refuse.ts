import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../errors.ts';
import { grpcKind, grpcRefusal } from '../http/grpc.ts';
import { PROBLEM_TYPE, type ProblemContext, problemBody } from '../problem.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import { breakOff, discardBody, isGone, writeHead } from './respond.ts';

/** Errors after which the connection's framing is in doubt. */
const CLOSING = new Set([400, 408, 413, 431, 501, 505]);

/** Refusal of a gRPC call on the wire: what went wrong is in `grpc-status`. */
const GRPC_HTTP_STATUS = 200;

interface Refusal {
  readonly status: number;
  readonly headers: string[];
  readonly body: Buffer | undefined;
}

/**
 * Answers an exchange with the problem of `error` (RFC 9457), a gRPC call with a status and no body. Where the answer has
 * already begun, it is broken off, so that the client cannot take a part for the whole.
 *
 * @returns bytes of the body that was sent; undefined where nothing could be sent
 */
export function refuse(
  req: ClientRequest,
  res: ClientResponse,
  error: GatewayError,
  context: ProblemContext,
): number | undefined {
  if (isGone(res) || res.writableEnded) return undefined;
  if (res.headersSent) {
    breakOff(req, res);
    return undefined;
  }
  const { status, headers, body } = refusal(req, error, context);
  for (const [name, value] of Object.entries(error.headers ?? {})) headers.push(name, value);
  if (context.requestId) headers.push('x-request-id', context.requestId);
  // The listener then serves nothing more of the connection; Node says `connection: close`.
  if (CLOSING.has(error.status)) (res as Partial<ServerResponse>).shouldKeepAlive = false;
  const length = req.headers['content-length'];
  discardBody(req, res, length === undefined ? (req.headers['transfer-encoding'] ? undefined : 0) : Number(length));
  writeHead(res, status, headers);
  if (body === undefined || req.method === 'HEAD') {
    res.end();
    return 0;
  }
  res.end(body);
  return body.length;
}

function refusal(req: ClientRequest, error: GatewayError, context: ProblemContext): Refusal {
  const type = req.headers['content-type'];
  if (type !== undefined && grpcKind(type)) {
    const headers = grpcRefusal(type, error, context.reasons);
    // Over HTTP/2 the head is the end; HTTP/1, which gRPC-Web may use, has to say so.
    if (!('stream' in req)) headers.push('content-length', '0');
    return { status: GRPC_HTTP_STATUS, headers: [...headers, 'cache-control', 'no-store'], body: undefined };
  }
  const body = Buffer.from(problemBody(error, context));
  const headers = ['content-type', PROBLEM_TYPE, 'content-length', String(body.length), 'cache-control', 'no-store'];
  return { status: error.status, headers, body };
}
