import type { KeySet } from './jwks.ts';

/** How up to date a source is. */
export interface SourceStatus {
  /** When it was last read with success, Unix milliseconds. */
  readonly loadedAt: number | undefined;
  /** Why the last attempt failed, where it did. */
  readonly error: string | undefined;
}

/** Where the keys of one issuer come from. Shared by the generations that use the same issuer. */
export interface KeySource {
  /**
   * The keys, where they may be used without waiting. Starts a refresh in the background where they get old.
   *
   * @param nowMs Unix milliseconds.
   */
  current(nowMs: number): KeySet | undefined;
  /**
   * The keys, waiting for a refresh where there are none or they are too old.
   *
   * @throws GatewayError identity_unavailable
   */
  load(): Promise<KeySet>;
  /**
   * The keys after another look at the source, for a token whose key is not among them; no look where the last one was
   * not long ago.
   *
   * @throws GatewayError identity_unavailable
   */
  renew(): Promise<KeySet>;
  readonly status: SourceStatus;
  /** One more generation uses the source. */
  retain(): void;
  /** One generation less; the last one ends the fetch that is under way. */
  release(): void;
}
