// Made by `npm run types` from schemas/decision.schema.json. Do not edit.

/**
 * @maxItems 64
 */
export type HeaderNames = string[];

/**
 * The value of a gateway entrypoint, version 1. A member that is not listed here is a policy fault.
 */
export interface Decision {
  /**
   * Only true lets the request pass.
   */
  allow: boolean;
  /**
   * @maxItems 64
   */
  reasons?: {
    /**
     * Stable name of the reason.
     */
    code: string;
    message?: string;
    /**
     * Whether the client may see this reason. Default: false.
     */
    public?: boolean;
  }[];
  /**
   * @maxItems 16
   */
  limits?: {
    /**
     * Name of the limit, as in RateLimit-Policy.
     */
    id: string;
    /**
     * Who shares this limit, as the subject's id.
     */
    key: string;
    /**
     * Units granted per `per`.
     */
    rate: number;
    per: '1s' | '1m' | '1h' | '1d';
    /**
     * Units that may be taken at once. Default: rate.
     */
    burst?: number;
    /**
     * Units that this request takes. Default: 1.
     */
    cost?: number;
    /**
     * What happens when the limit cannot be counted. Default: deny.
     */
    on_error?: 'allow' | 'deny';
  }[];
  /**
   * @maxItems 32
   */
  obligations?: (RequestHeaders | ResponseHeaders | UpstreamChoice | AuditLevel)[];
  cache?: {
    /**
     * Seconds for which the decision may be kept.
     */
    ttl: number;
  };
}
/**
 * Edits of the header fields that the upstream receives.
 */
export interface RequestHeaders {
  type: 'request_headers';
  set?: HeaderValues;
  remove?: HeaderNames;
}
export interface HeaderValues {
  [k: string]: string;
}
/**
 * Edits of the header fields that the client receives.
 */
export interface ResponseHeaders {
  type: 'response_headers';
  set?: HeaderValues;
  remove?: HeaderNames;
}
/**
 * The upstream that serves this request in place of the route's, or what its balancer hashes.
 */
export interface UpstreamChoice {
  type: 'upstream';
  name?: string;
  /**
   * What an upstream with `balancer: {hash: {by: key}}` chooses the endpoint by: the same one for the same key.
   */
  key?: string;
}
/**
 * What the decision log holds of this exchange.
 */
export interface AuditLevel {
  type: 'audit';
  /**
   * JSON pointers into the event whose values are replaced.
   *
   * @maxItems 64
   */
  mask?: string[];
  /**
   * meta: neither input nor result are kept.
   */
  level?: 'full' | 'meta';
}
