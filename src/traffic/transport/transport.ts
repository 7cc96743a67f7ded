import type { Transport, TransportOptions } from './attempt.ts';
import { Http1 } from './http1.ts';
import { Http2 } from './http2.ts';

export type * from './attempt.ts';

/**
 * The way to one endpoint. No connection is made yet.
 *
 * @param member `url` is an origin as `https://10.0.0.1:8443`; `serverName` is the name for TLS where `url` has an
 * address that was found by DNS.
 */
export function openTransport(
  member: { readonly url: string; readonly serverName?: string },
  options: TransportOptions,
): Transport {
  const { protocol } = options;
  return protocol === 'http1' ? new Http1(member, options) : new Http2(member, { ...options, protocol });
}
