// Made by `npm run types` from schemas/event.schema.json. Do not edit.

/**
 * One line of the decision log: OPA's decision-log event, extended by `http`. One per exchange.
 */
export interface DecisionEvent {
  decision_id: string;
  /**
   * When the request arrived, RFC 3339.
   */
  timestamp: string;
  /**
   * Counts the exchanges of one worker: a gap is a record that was lost. Unique together with the labels id and worker.
   */
  sequence: number;
  /**
   * id of the gateway, version, worker.
   */
  labels: {
    [k: string]: string;
  };
  bundles: {
    [k: string]: {
      revision: string;
    };
  };
  /**
   * Entrypoint that was evaluated, as gateway/decision.
   */
  path?: string;
  /**
   * The input that the policy read. Absent where no policy was asked or the level is meta.
   */
  input?: unknown;
  /**
   * JSON pointers into the input: what was recorded of it, which is what the policy reads. Absent where it is the whole input.
   */
  reads?: string[];
  /**
   * The decision as the policy gave it.
   */
  result?: unknown;
  /**
   * JSON pointers that were removed.
   */
  erased?: string[];
  /**
   * JSON pointers whose values were replaced.
   */
  masked?: string[];
  /**
   * JSON pointers whose values were too long and were cut or left out.
   */
  truncated?: string[];
  /**
   * What non-deterministic built-ins returned.
   */
  nd_builtin_cache?: Record<string, unknown>;
  error?: {
    code: string;
    message: string;
  };
  /**
   * What another bundle would have decided, where one was asked beside. It had no effect.
   */
  shadow?: {
    bundle: string;
    revision: string;
    /**
     * The decision as that policy gave it.
     */
    result?: unknown;
    error?: {
      code: string;
      message: string;
    };
    /**
     * How it differs from the decision that was enforced; absent where it does not. A fault is a denial.
     */
    flip?: 'deny_to_allow' | 'allow_to_deny' | 'changed';
  };
  /**
   * IP address of the client.
   */
  requested_by?: string;
  subject?: {
    kind: string;
    id: string;
    issuer: string;
  };
  /**
   * Durations in nanoseconds, as timer_rego_query_eval_ns and timer_server_handler_ns.
   */
  metrics: {
    [k: string]: number;
  };
  http: {
    request_id: string;
    method: string;
    host: string;
    path: string;
    /**
     * Status that the client got; 0 where it got none. A gRPC call that the gateway refused got 200 with a status of gRPC: here stands what any other request had got.
     */
    status: number;
    route?: string;
    upstream?: string;
    endpoint?: string;
    attempts: number;
    bytes_in: number;
    bytes_out: number;
    /**
     * refused: no canonical form, no route, no method, body not acceptable; failed: a fault of ours or the upstream's; aborted: the client left.
     */
    outcome: 'allowed' | 'denied' | 'limited' | 'unauthenticated' | 'refused' | 'shed' | 'failed' | 'aborted';
  };
}
