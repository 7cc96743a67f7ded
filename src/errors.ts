/**
 * Every failure of Regate has a code of this table. A code is stable: clients, dashboards and tests may rely on it.
 *
 * `status` is the HTTP status on the wire, or 0 where the code never reaches a client of the proxy (configuration,
 * bundles, the command line). `title` is the fixed, harmless sentence of RFC 9457, section 3.1.4. `retryable` tells a
 * client whether the same request may succeed later without a change.
 */
export const ERRORS = {
  // receive: the request has no canonical form, or is too large to be looked at
  bad_request: { status: 400, title: 'The request is malformed', retryable: false },
  bad_target: { status: 400, title: 'The request target has no canonical form', retryable: false },
  bad_header: { status: 400, title: 'A header field is malformed, repeated or not allowed', retryable: false },
  request_timeout: { status: 408, title: 'The request did not arrive in time', retryable: true },
  target_too_long: { status: 414, title: 'The request target is too long', retryable: false },
  misdirected_request: { status: 421, title: 'This connection is not valid for the requested host', retryable: false },
  expectation_failed: { status: 417, title: 'The expectation of the request cannot be met', retryable: false },
  headers_too_large: { status: 431, title: 'The header section is too large', retryable: false },
  method_not_implemented: { status: 501, title: 'The method or transfer coding is not supported', retryable: false },
  http_version_not_supported: { status: 505, title: 'The HTTP version is not supported', retryable: false },
  // shed: refused for the gateway's own sake
  overloaded: { status: 503, title: 'The gateway is at its capacity', retryable: true },
  too_many_requests: { status: 429, title: 'Too many requests from this address', retryable: true },
  // match
  route_not_found: { status: 404, title: 'No route matches the request', retryable: false },
  method_not_allowed: { status: 405, title: 'The method is not allowed on this route', retryable: false },
  // authenticate
  unauthenticated: { status: 401, title: 'Valid credentials are required', retryable: false },
  identity_unavailable: { status: 503, title: 'Credentials cannot be verified at the moment', retryable: true },
  // body
  body_too_large: { status: 413, title: 'The request body is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'The media type of the body is not supported', retryable: false },
  bad_body: { status: 400, title: 'The request body is malformed', retryable: false },
  // decide, limit, enforce
  denied: { status: 403, title: 'The policy denied the request', retryable: false },
  policy_fault: { status: 500, title: 'The policy did not give a valid decision', retryable: false },
  policy_unavailable: { status: 503, title: 'The policy cannot decide at the moment', retryable: true },
  rate_limited: { status: 429, title: 'A rate limit was exceeded', retryable: true },
  obligation_failed: { status: 403, title: 'An obligation of the policy could not be met', retryable: false },
  // forward, respond
  upstream_failed: { status: 502, title: 'The upstream gave no valid answer', retryable: true },
  upstream_unavailable: { status: 503, title: 'No endpoint of the upstream is available', retryable: true },
  upstream_timeout: { status: 504, title: 'The upstream did not answer in time', retryable: true },
  upstream_overloaded: { status: 503, title: 'The upstream has as many requests as it may have', retryable: true },
  throttled: { status: 503, title: 'The request waited too long for its turn', retryable: true },
  response_too_large: { status: 502, title: 'The answer of the upstream is too large', retryable: false },
  websocket_version: { status: 426, title: 'The version of WebSocket is not supported', retryable: false },
  no_longer_allowed: { status: 403, title: 'A new policy does not allow the stream', retryable: false },
  credential_expired: { status: 401, title: 'The credential expired while the stream was open', retryable: false },
  stream_limit: { status: 0, title: 'The stream was too long, too large or silent for too long', retryable: true },
  loop_detected: { status: 508, title: 'The request passed this gateway too often', retryable: false },
  internal: { status: 500, title: 'The gateway failed', retryable: false },
  // admin
  admin_unauthorized: { status: 401, title: 'A valid admin token is required', retryable: false },
  admin_not_found: { status: 404, title: 'No such resource', retryable: false },
  revision_gone: { status: 404, title: 'The revision is no longer kept', retryable: false },
  not_explainable: { status: 422, title: 'The decision cannot be explained', retryable: false },
  admin_invalid: { status: 422, title: 'The request to the admin interface is not valid', retryable: false },
  // configuration, bundles, toolchain, command line
  config_invalid: { status: 0, title: 'The configuration is not valid', retryable: false },
  bundle_unreadable: { status: 0, title: 'The bundle could not be read', retryable: true },
  bundle_invalid: { status: 0, title: 'The bundle is not valid', retryable: false },
  bundle_signature: { status: 0, title: 'The signature of the bundle is not valid', retryable: false },
  bundle_order: { status: 0, title: 'The bundle does not come after the active one', retryable: false },
  bundle_flips: { status: 0, title: 'The bundle changes more decisions than is tolerable', retryable: false },
  bundle_quarantined: { status: 0, title: 'The bundle was taken back after it did harm', retryable: false },
  bundle_disagreement: { status: 0, title: 'The compiled policy decides differently from OPA', retryable: false },
  bundle_entrypoint: { status: 0, title: 'The bundle lacks an entrypoint', retryable: false },
  bundle_builtin: { status: 0, title: 'The policy needs a built-in function that is not available', retryable: false },
  bundle_abi: { status: 0, title: 'The WebAssembly module of the bundle cannot be run', retryable: false },
  policy_invalid: { status: 0, title: 'The policy does not compile', retryable: false },
  policy_tests_failed: { status: 0, title: 'A test of the policy failed', retryable: false },
  policy_untested: { status: 0, title: 'The tests cover too little of the policy', retryable: false },
  activation_failed: { status: 0, title: 'A worker could not prepare the new generation', retryable: false },
  toolchain_failed: { status: 0, title: 'The policy toolchain failed', retryable: false },
  usage: { status: 0, title: 'Wrong usage', retryable: false },
  unreachable: { status: 0, title: 'The gateway or a source could not be reached', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

/** A code of the table. */
export type ErrorCode = keyof typeof ERRORS;

/** Where in a file a problem was found; rows and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly row?: number;
  readonly col?: number;
}

/** One finding in an operator's file: what is wrong, and where. */
export interface Finding extends Location {
  /** Stable code of the tool that found it, as `rego_type_error` of OPA or `schema` of the configuration. */
  readonly code: string;
  readonly message: string;
}

export interface GatewayErrorOptions {
  /** What happened, in one line for the operator, with what to do about it. Never sent to a client of the proxy. */
  readonly cause?: unknown;
  /** A sentence that a client may read (RFC 9457 `detail`): no address, no path of a policy, no claim. */
  readonly detail?: string;
  /** Header fields that the answer has to carry, as `allow`, `www-authenticate`, `retry-after`. Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it was found, for errors in files. */
  readonly findings?: readonly Finding[];
}

/**
 * The one error class of Regate. `message` is for operators and logs and says what to do; what a client sees comes from
 * the table and from `detail`.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly findings: readonly Finding[];

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    // A refusal of a client's request is no surprise, and under a flood its stack would be most of its cost.
    const depth = Error.stackTraceLimit;
    if (isRefusal(ERRORS[code].status)) Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = depth;
    this.code = code;
    this.detail = options.detail;
    this.headers = options.headers;
    this.findings = options.findings ?? [];
  }

  /** HTTP status of the code. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

/**
 * Whatever was thrown, as a GatewayError. Strings (opa-wasm throws them), foreign errors and odd values get the code
 * `fallback`; a GatewayError passes unchanged.
 */
export function toGatewayError(thrown: unknown, fallback: ErrorCode = 'internal'): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new GatewayError(fallback, message, { cause: thrown });
}
