import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { GatewayConfig } from '../config/types.ts';
import type { AddressSet } from '../http/address.ts';

/** What `receive` needs besides the request; made once per configuration by `receiveContext`. */
export interface ReceiveContext {
  readonly headerBytes: number;
  readonly headerCount: number;
  readonly targetBytes: number;
  readonly trustedProxies: AddressSet;
  /** Whether any route accepts encoded slashes; the router refuses them on the others. */
  readonly encodedSlashes: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

export function receiveContext(
  _config: Pick<GatewayConfig, 'request' | 'routes' | 'trustedProxies'>,
  _options: { now: () => number; newId: () => string },
): ReceiveContext {
  throw new Error('under construction');
}

export interface ClientCertificate {
  readonly subject: string;
  readonly san: readonly string[];
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  readonly not_after: string;
}

export interface ClientTls {
  readonly version: string;
  readonly cipher: string;
  readonly certificate?: ClientCertificate;
}

export interface Client {
  readonly address: string;
  readonly peer: string;
  readonly tls?: ClientTls;
}

/**
 * The one form of a request: what the router, the policy and the decision log see, and what the upstream gets, are the
 * same strings.
 */
export class CanonicalRequest {
  declare readonly id: string;
  /** Unix milliseconds. */
  declare readonly receivedAtMs: number;
  declare readonly method: string;
  declare readonly scheme: 'http' | 'https';
  /** Lower case, no port. */
  declare readonly host: string;
  /** `host[:port]` as it is forwarded. */
  declare readonly authority: string;
  declare readonly path: string;
  declare readonly query: string;
  declare readonly segments: readonly string[];
  declare readonly encodedSlash: boolean;
  /** Flat `[name, value, ...]`; lower-case names, each once. */
  declare readonly headers: readonly string[];
  declare readonly client: Client;
  declare readonly bodyPresent: boolean;
  declare readonly contentLength: number | undefined;
  declare readonly httpVersion: string;
  declare readonly expectsContinue: boolean;
  declare readonly forwardedFor: readonly string[];
  declare readonly forwardedHost: string | undefined;

  header(_name: string): string | undefined {
    throw new Error('under construction');
  }

  headerObject(): Record<string, string> {
    throw new Error('under construction');
  }

  queryValues(): Record<string, string[]> {
    throw new Error('under construction');
  }
}

/** Throws GatewayError where the request has no canonical form. */
export function receive(_req: IncomingMessage | Http2ServerRequest, _context: ReceiveContext): CanonicalRequest {
  throw new Error('under construction');
}
