/** One endpoint of an upstream, as the supervisor knows it and tells the workers. */
export interface Member {
  /** Its row on the board. */
  readonly slot: number;
  /** Origin to connect to, as operators see it: `http://10.0.0.1:8080`. Tells the endpoint from others of the upstream. */
  readonly url: string;
  /** Name to ask for and to verify with TLS, where `url` has an address that was found by DNS. */
  readonly serverName?: string;
  readonly weight: number;
  /** Lower numbers are served first. */
  readonly priority: number;
}

/** The endpoints of one upstream. */
export interface MembersOf {
  /** The upstream's own row on the board. */
  readonly row: number;
  /** Counts up with each change of `members`. */
  readonly version: number;
  /** Each endpoint once. Empty before the first answer of DNS. */
  readonly members: readonly Member[];
}

/** By name of the upstream. */
export type Members = Readonly<Record<string, MembersOf>>;
