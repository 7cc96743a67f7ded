import type { AuditStatistics } from '../audit/intake.ts';
import type { DecisionFilter, FoundDecisions } from '../audit/recent.ts';
import type { BundleStatus, StatusError } from '../bundle/status.ts';
import type { GatewayConfig } from '../config/types.ts';
import type { DecisionEvent } from '../contracts/event.ts';
import type { ExplainedDecision } from '../replay/explain.ts';
import type { EndpointView, UpstreamView } from './upstreams-view.ts';

/** Whether requests may be sent to this gateway, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

export interface WorkerStatus {
  readonly id: number;
  /** Revision that this worker serves, by bundle. */
  readonly revisions: Readonly<Record<string, string>>;
  /** When it began to answer here, RFC 3339, by bundle. */
  readonly activated: Readonly<Record<string, string>>;
  readonly state: 'starting' | 'serving' | 'draining' | 'ended';
}

export interface ListenerStatus {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface ConfigStatus {
  /** Absolute path of the file. */
  readonly file: string;
  /** SHA-256 of what is in force, hex. */
  readonly digest: string;
  /** When it came into force, RFC 3339. */
  readonly loaded: string;
  /** Why the file as it is now is not in force; null where it is. */
  readonly error: StatusError | null;
}

export interface GatewayStatus {
  /** Id of this process, as in the labels of its decision log. */
  readonly id: string;
  readonly version: string;
  /** RFC 3339. */
  readonly started: string;
  readonly ready: boolean;
  /** Counts the swaps of configuration or policy. */
  readonly generation: number;
  readonly listeners: readonly ListenerStatus[];
  readonly config: ConfigStatus;
  readonly bundles: Readonly<Record<string, BundleStatus>>;
  readonly workers: readonly WorkerStatus[];
  readonly decision_log: AuditStatistics;
}

/**
 * What the admin interface can see and do. Names of bundles that do not exist never get here. A change that fails throws
 * GatewayError and has changed nothing.
 */
export interface AdminControl {
  live(): boolean;
  ready(): Readiness;
  status(): GatewayStatus;
  bundles(): Readonly<Record<string, BundleStatus>>;
  /** Makes a kept revision the one that answers; without `revision`: the one that the source offers. */
  activate(bundle: string, options: { readonly revision?: string }): Promise<BundleStatus>;
  /** Lets the candidate that is held pass; `digest` is its digest, or the first sixteen characters or more. */
  approve(bundle: string, digest: string): Promise<BundleStatus>;
  /** Goes back to the revision that answered before this one. */
  rollback(bundle: string): Promise<BundleStatus>;
  /** Asks the source now. */
  refresh(bundle: string): Promise<BundleStatus>;
  /** The source may have something new: it is asked soon. What comes of it is in the status. */
  notify(bundle: string): void;
  config(): GatewayConfig;
  /** Reads the file now. */
  reloadConfig(): Promise<ConfigStatus>;
  /** By name. */
  upstreams(): Promise<Readonly<Record<string, UpstreamView>>>;
  /** Sends no more requests to an endpoint, until `restore`. Throws GatewayError `admin_not_found`, as `restore` does. */
  drain(upstream: string, endpoint: string): Promise<EndpointView>;
  restore(upstream: string, endpoint: string): Promise<EndpointView>;
  /** Prometheus text. */
  metrics(): Promise<string>;
  decisions(filter: DecisionFilter): FoundDecisions;
  decision(id: string): DecisionEvent | undefined;
  /** Why it was decided so; undefined where it is not among the newest events. */
  explanation(id: string): Promise<ExplainedDecision | undefined>;
}
