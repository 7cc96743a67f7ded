/** The facts that `forwarded` and `x-forwarded-*` are made of. */
export interface ForwardedRequest {
  readonly scheme: 'http' | 'https';
  /** `host[:port]` as the client named it. */
  readonly authority: string;
  readonly client: {
    /** Address at the other end of the socket. */
    readonly peer: string;
  };
  /** The client and the trusted proxies between it and the peer, in this order; empty where the peer is the client. */
  readonly forwardedFor: readonly string[];
  /** Host that a trusted proxy reported, where it reported one. */
  readonly forwardedHost: string | undefined;
}

/**
 * `forwarded` (RFC 7239) and `x-forwarded-for|-proto|-host` towards the upstream, flat `[name, value, ...]`. Only addresses
 * that the gateway has reason to believe are in them: the first is the client's.
 */
export function forwardedHeaders(request: ForwardedRequest): string[] {
  const { scheme, authority, client, forwardedFor, forwardedHost = authority } = request;
  const last = `for=${node(client.peer)};host="${forwardedHost}";proto=${scheme}`;
  const first = forwardedFor.map((address) => `for=${node(address)}, `).join('');
  const addresses = forwardedFor.length === 0 ? client.peer : `${forwardedFor.join(', ')}, ${client.peer}`;
  return [
    'forwarded',
    first + last,
    'x-forwarded-for',
    addresses,
    'x-forwarded-proto',
    scheme,
    'x-forwarded-host',
    forwardedHost,
  ];
}

/** RFC 7239, section 6: an IPv6 address is in brackets and quotes. */
function node(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address;
}
