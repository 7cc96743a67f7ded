import { GatewayError } from '../../errors.ts';
import { grpcKind } from '../../http/grpc.ts';
import type { ForwardPlan } from './plan.ts';

/** What a request's body may have where nothing else is configured. */
const USUAL = 1024 * 1024;

/** Throws GatewayError `body_too_large` where a body is known to be larger than the route takes. */
export function checkRequestSize({ route, request, body }: Pick<ForwardPlan, 'route' | 'request' | 'body'>): void {
  const size = request.contentLength ?? body.size ?? 0;
  if (size > requestLimit({ route, request })) throw tooLarge(route.id);
}

/** The error of a request whose body has more bytes than the route takes. */
export function tooLarge(route: string): GatewayError {
  return new GatewayError('body_too_large', `a body is larger than max_request_size of route ${route}`);
}

/** Bytes that the body of a request may have. A stream of gRPC has no limit of its own. */
export function requestLimit({ route, request }: Pick<ForwardPlan, 'route' | 'request'>): number {
  if (route.maxRequestSize !== undefined) return route.maxRequestSize;
  return grpcKind(request.header('content-type')) ? Number.POSITIVE_INFINITY : USUAL;
}

/** Throws GatewayError `response_too_large` where an answer says that it is larger than the route lets pass. */
export function checkResponseSize({ route }: Pick<ForwardPlan, 'route'>, length: string | string[] | undefined): void {
  if (route.maxResponseSize === undefined || length === undefined || Number(length) <= route.maxResponseSize) return;
  throw new GatewayError('response_too_large', `an answer is larger than max_response_size of route ${route.id}`);
}
