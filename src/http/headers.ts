import type { ForwardedRequest } from './forwarded.ts';

/** Edits of a header section that the gateway or a policy asks for. Names are lower case. */
export interface HeaderEdits {
  /** Flat `[name, value, ...]`. */
  readonly set: readonly string[];
  readonly remove: readonly string[];
}

/** What the upstream's header section is built from; a CanonicalRequest is one. */
export interface UpstreamRequest extends ForwardedRequest {
  readonly id: string;
  /** Canonical fields, flat `[name, value, ...]`, as the policy saw them. */
  readonly headers: readonly string[];
}

/** What the gateway adds to, or takes from, the client's fields. */
export interface UpstreamAdditions {
  readonly edits: HeaderEdits;
  /** Flat fields that carry the verified identity. A client's field of the same name never passes. */
  readonly identity: readonly string[];
}

/**
 * The header section for the upstream, flat `[name, value, ...]`, ready for undici: the canonical fields without what is
 * removed or replaced, then `host` (the client's authority), `via`, `forwarded`, `x-forwarded-for|-proto|-host`,
 * `x-request-id`, the identity and the policy's fields. `content-length` is passed on where the client sent it;
 * `transfer-encoding` never is.
 */
export function upstreamHeaders(_request: UpstreamRequest, _additions: UpstreamAdditions): string[] {
  throw new Error('under construction');
}

/**
 * The header section for the client, flat `[name, value, ...]`, ready for `writeHead`, from what undici hands to
 * `onResponseStart` (lower-case names). Hop-by-hop fields and those that the upstream's `connection` lists are left out,
 * `via` is extended; a field of `edits` or `extra` replaces the upstream's. Throws GatewayError `upstream_failed` where a
 * name or value cannot be sent on.
 */
export function responseHeaders(
  _received: Readonly<Record<string, string | string[] | undefined>>,
  _additions: { readonly edits: HeaderEdits; readonly extra: readonly string[] },
): string[] {
  throw new Error('under construction');
}
