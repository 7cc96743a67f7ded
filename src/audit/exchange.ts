import type { DecisionEvent } from '../contracts/event.ts';

/** How an exchange ended, as in the decision log. */
export type Outcome = DecisionEvent['http']['outcome'];

/** How a decision differs from another one. */
export type FlipKind = NonNullable<NonNullable<DecisionEvent['shadow']>['flip']>;

/** What another policy would have decided. */
export interface ShadowOpinion {
  readonly bundle: string;
  readonly revision: string;
  /** The frozen value that it gave. */
  readonly result: unknown;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Undefined where it is the decision that was enforced. */
  readonly flip: FlipKind | undefined;
}

/** Durations in milliseconds; -1: the exchange did not come to this stage. */
export interface StageTimings {
  receive: number;
  authenticate: number;
  body: number;
  /** Building the input, evaluating it and parsing the decision. */
  decide: number;
  limit: number;
  /** Waiting for a place at the throttles of the route and the upstream. */
  throttle: number;
  /** From the first attempt to the last byte of the answer. */
  upstream: number;
  total: number;
}

/**
 * The facts of one exchange. The pipeline opens one at the start of each exchange, fills in what it learns, and records it
 * once at the end, however the exchange ended. Empty text: not known, or not come to.
 */
export interface Exchange {
  readonly decisionId: string;
  /** Unix milliseconds, may be fractional. */
  readonly receivedAtMs: number;
  requestId: string;
  /** IP address of the client. */
  clientAddress: string;
  method: string;
  host: string;
  /** Canonical path, without the query. */
  path: string;
  /** Id of the route. */
  route: string;
  /** Frozen; its text is kept by identity. */
  subject: { readonly kind: string; readonly id: string; readonly issuer: string } | undefined;
  bundle: string;
  revision: string;
  entrypoint: string;
  /** What the entrypoint reads, the very array of the engine's entrypoint; null: the whole input. */
  reads: readonly (readonly string[])[] | null;
  /** JSON text of the evaluated input; empty where no policy was asked. */
  input: string;
  /** The frozen value that the policy gave; its text is kept by identity. */
  result: unknown;
  ndBuiltins: Readonly<Record<string, unknown>> | undefined;
  error: { readonly code: string; readonly message: string } | undefined;
  /** What another policy would have decided; undefined where none was asked. */
  shadow: ShadowOpinion | undefined;
  upstream: string;
  endpoint: string;
  attempts: number;
  /** Status that the client got; 0: none. */
  status: number;
  bytesIn: number;
  bytesOut: number;
  outcome: Outcome;
  readonly timings: StageTimings;
}

/** A new exchange of which nothing but its arrival is known. Every member is there from the start: one object shape. */
export function openExchange(decisionId: string, receivedAtMs: number): Exchange {
  return {
    decisionId,
    receivedAtMs,
    requestId: '',
    clientAddress: '',
    method: '',
    host: '',
    path: '',
    route: '',
    subject: undefined,
    bundle: '',
    revision: '',
    entrypoint: '',
    reads: null,
    input: '',
    result: undefined,
    ndBuiltins: undefined,
    error: undefined,
    shadow: undefined,
    upstream: '',
    endpoint: '',
    attempts: 0,
    status: 0,
    bytesIn: 0,
    bytesOut: 0,
    outcome: 'failed',
    timings: {
      receive: -1,
      authenticate: -1,
      body: -1,
      decide: -1,
      limit: -1,
      throttle: -1,
      upstream: -1,
      total: -1,
    },
  };
}
