/** The facts that `via`, `forwarded` and `x-forwarded-*` are made of. */
export interface ForwardedRequest {
  readonly scheme: 'http' | 'https';
  /** `host[:port]` as the client named it. */
  readonly authority: string;
  readonly httpVersion: string;
  readonly client: {
    /** Address of the client itself. */
    readonly address: string;
    /** Address at the other end of the socket. */
    readonly peer: string;
  };
  /** Addresses that trusted proxies reported, the client's side first, the peer not included. */
  readonly forwardedFor: readonly string[];
  /** Host that a trusted proxy reported, where it reported one. */
  readonly forwardedHost: string | undefined;
}

/** `forwarded` (RFC 7239) and `x-forwarded-for|-proto|-host` towards the upstream, flat `[name, value, ...]`. */
export function forwardedHeaders(_request: ForwardedRequest): string[] {
  throw new Error('under construction');
}
