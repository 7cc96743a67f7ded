import { type HeaderEdits, upstreamHeaders } from '../../http/headers.ts';
import type { OutgoingRequest } from '../../traffic/transport/transport.ts';
import type { OutgoingBody } from './outgoing-body.ts';
import type { ForwardPlan } from './plan.ts';

/** What goes to an endpoint, the same for every attempt. */
export function outgoingRequest(
  { request, upstream, requestEdits, identity, strip }: ForwardPlan,
  body: OutgoingBody,
): OutgoingRequest {
  const edits = strip === undefined ? requestEdits : without(requestEdits, strip);
  const headers = upstreamHeaders(request, { edits, identity });
  // gRPC servers insist on it, and the gateway passes trailers on. HTTP/1.1 would need `connection: te`.
  if (upstream.config.protocol !== 'http1' && request.upgrade === undefined) headers.push('te', 'trailers');
  return {
    method: request.method,
    path: request.query === '' ? request.path : `${request.path}?${request.query}`,
    headers,
    authority: request.authority,
    body,
    ...(request.upgrade && { upgrade: request.upgrade }),
  };
}

function without(edits: HeaderEdits, name: string): HeaderEdits {
  return { set: edits.set, remove: [...edits.remove, name] };
}
