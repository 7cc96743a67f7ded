/** The one canonical form of a request target (RFC 9112, section 3.2.1). */
export interface Target {
  /** As it goes to the upstream; `*` for a server-wide OPTIONS. */
  readonly path: string;
  /** Without the `?`; empty where there is none. */
  readonly query: string;
  /** The path's segments, percent-decoded. A trailing slash adds none. */
  readonly segments: readonly string[];
  /** Whether a segment holds an encoded slash or backslash. */
  readonly encodedSlash: boolean;
}

export interface TargetOptions {
  /** Longest target, bytes. */
  readonly maxBytes: number;
  /** Whether `%2F` and `%5C` are accepted; they stay encoded in the path. */
  readonly encodedSlashes?: boolean;
}

/** Throws GatewayError `bad_target` or `target_too_long`. */
export function parseTarget(_raw: string, _options: TargetOptions): Target {
  throw new Error('under construction');
}

/** Parameters in order of arrival, decoded, every value kept. The object has no prototype. */
export function parseQuery(_query: string): Record<string, string[]> {
  throw new Error('under construction');
}
