import type { AuditBatch } from '../audit/queue.ts';
import { type ErrorCode, type Finding, GatewayError, toGatewayError } from '../errors.ts';
import type { ThrottleAnswer, ThrottleRequest } from '../limits/throttle-messages.ts';
import type { GenerationData } from '../request/generation/generation.ts';
import type { Members } from '../traffic/supervision/members.ts';
import type { PrintedLine } from './printer.ts';

/** What a worker is born with. */
export interface WorkerBirth {
  readonly id: number;
  /** Its column on the board of endpoints; no other living thread has it. */
  readonly column: number;
  /** Int32: [0] counts up while the thread's event loop turns. */
  readonly heartbeat: SharedArrayBuffer;
  /** Secret for what stands in the place of masked values in the decision log. */
  readonly maskKey: string;
  /** Memory of its channel to the decision log. */
  readonly audit: SharedArrayBuffer;
  /** Labels of each decision-log event. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether what policies print is wanted. */
  readonly print: boolean;
}

/** Supervisor to worker. Each is answered by one Reply with the same `seq`. */
export type Command =
  | { readonly do: 'prepare'; readonly generation: GenerationData }
  | { readonly do: 'commit'; readonly number: number }
  | { readonly do: 'discard'; readonly number: number }
  | { readonly do: 'members'; readonly members: Members }
  | { readonly do: 'measure' }
  | { readonly do: 'tally' }
  | { readonly do: 'closing' }
  | { readonly do: 'drain'; readonly grace: number };

export interface Envelope {
  readonly seq: number;
  readonly command: Command;
}

/** Supervisor to worker, all of it. */
export type ToWorker = Envelope | { readonly throttle: ThrottleAnswer };

/** An error that crosses threads; structured clone would lose its class. */
export interface PostedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly findings: readonly Finding[];
}

/** Worker to supervisor. */
export type FromWorker =
  | { readonly type: 'reply'; readonly seq: number; readonly value?: unknown; readonly error?: PostedError }
  | { readonly type: 'events'; readonly batch: AuditBatch }
  | { readonly type: 'printed'; readonly line: PrintedLine }
  | { readonly type: 'throttle'; readonly message: ThrottleRequest };

export function postedError(thrown: unknown): PostedError {
  const { code, message, findings } = toGatewayError(thrown);
  return { code, message, findings };
}

export function fromPostedError({ code, message, findings }: PostedError): GatewayError {
  return new GatewayError(code, message, { findings });
}
