import type { RouteConfig } from '../../config/types.ts';
import type { GatewayError } from '../../errors.ts';
import type { HeaderEdits } from '../../http/headers.ts';
import type { Upstream } from '../../traffic/upstream.ts';
import type { RequestBody } from '../body.ts';
import type { Question } from '../decide.ts';
import type { CanonicalRequest } from '../receive.ts';
import type { Streams } from '../streams.ts';
import type { BodyPace } from './body-rate.ts';

/** What is sent where, decided before and not again. */
export interface ForwardPlan {
  readonly request: CanonicalRequest;
  readonly route: RouteConfig;
  readonly upstream: Upstream;
  readonly body: RequestBody;
  /** Upstream that gets a copy. */
  readonly mirror?: Upstream | undefined;
  /** How fast the client has to send its body. */
  readonly pace: BodyPace;
  /** 32 bits of what the upstream's balancer goes by; NaN where there is nothing of it. */
  readonly hash: number;
  readonly requestEdits: HeaderEdits;
  readonly responseEdits: HeaderEdits;
  /** Flat, for the answer. */
  readonly extraResponseHeaders: readonly string[];
  /** Flat, for the upstream. */
  readonly identity: readonly string[];
  /** What the policy was asked, by which generation: an answer that goes on is asked about again. */
  readonly question: Question;
  readonly generation: number;
  readonly streams: Streams;
  /** Lower-case name of the field whose credential the gateway verified and keeps to itself. */
  readonly strip?: string | undefined;
}

export interface ForwardResult {
  /** Status that the client got; 0 where it got none. */
  readonly status: number;
  /** URL of the endpoint that was asked last; empty where none was. */
  readonly endpoint: string;
  readonly attempts: number;
  /** Bytes of the request's body that were sent on. */
  readonly bytesIn: number;
  /** Bytes of the answer's body that were sent on. */
  readonly bytesOut: number;
  /** Who broke the exchange off. */
  readonly aborted: 'client' | 'upstream' | undefined;
  /** Why the gateway ended what had begun well, as a stream that a new policy denies. */
  readonly ended: GatewayError | undefined;
}
