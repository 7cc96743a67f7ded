// Made by `npm run types` from schemas/input.schema.json. Do not edit.

/**
 * What a policy sees as `input`, version 1. Everything is in the canonical form that the upstream receives too.
 */
export interface PolicyInput {
  request: {
    /**
     * Request id, unique over all nodes.
     */
    id: string;
    /**
     * HTTP method, upper case.
     */
    method: string;
    scheme: 'http' | 'https';
    /**
     * Host in lower case, without the port.
     */
    host: string;
    /**
     * Path as the upstream receives it: no dot segments, no empty segments, unreserved characters decoded.
     */
    path: string;
    /**
     * The path's segments, percent-decoded.
     */
    segments: string[];
    /**
     * Query parameters in order of arrival, every value kept.
     */
    query: {
      [k: string]: string[];
    };
    /**
     * Header fields by lower-case name; the values of a repeated field are joined with a comma and a space.
     */
    headers: {
      [k: string]: string;
    };
    body: {
      /**
       * absent: the request has none; complete: `json` is the whole body; truncated: larger than the route's cap; unread: not looked at.
       */
      state: 'absent' | 'complete' | 'truncated' | 'unread';
      /**
       * The body, where it is JSON and complete.
       */
      json?: unknown;
      /**
       * Bytes read.
       */
      size?: number;
    };
    /**
     * When the request arrived, nanoseconds since 1970 UTC.
     */
    received_at: number;
  };
  route: {
    id: string;
    /**
     * Values of the pattern's parameters, percent-decoded.
     */
    params: {
      [k: string]: string;
    };
    /**
     * The route's labels of the configuration.
     */
    labels: {
      [k: string]: string;
    };
  };
  subject: {
    kind: 'anonymous' | 'jwt' | 'api_key' | 'certificate';
    /**
     * `sub` of the token, id of the key; empty when anonymous.
     */
    id: string;
    /**
     * Name of the issuer or key set in the configuration; empty when anonymous.
     */
    issuer: string;
    scopes: string[];
    /**
     * Verified claims of the token, or attributes of the key.
     */
    claims: Record<string, unknown>;
  };
  client: {
    /**
     * IP address of the client; an IPv4-mapped IPv6 address is given as IPv4.
     */
    address: string;
    tls?: {
      /**
       * As `TLSv1.3`.
       */
      version: string;
      cipher: string;
      certificate?: {
        subject: string;
        san: string[];
        /**
         * SHA-256, lower-case hex.
         */
        fingerprint: string;
        not_after: string;
      };
    };
  };
}
