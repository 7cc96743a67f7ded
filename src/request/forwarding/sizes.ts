import { grpcKind } from '../../http/grpc.ts';
import type { ForwardPlan } from './plan.ts';

/** What a request's body may have where nothing else is configured. */
const USUAL = 1024 * 1024;

/** Bytes that the body of a request may have. A stream of gRPC has no limit of its own. */
export function requestLimit({ route, request }: Pick<ForwardPlan, 'route' | 'request'>): number {
  if (route.maxRequestSize !== undefined) return route.maxRequestSize;
  return grpcKind(request.header('content-type')) ? Number.POSITIVE_INFINITY : USUAL;
}
