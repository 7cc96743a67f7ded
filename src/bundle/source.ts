import type { SourceFile } from '../toolchain/sources.ts';

/**
 * What a source delivered, not yet looked at. `mark` names the content (an ETag, a commit, a digest): an equal mark is
 * the same content.
 */
export type Candidate =
  | { readonly kind: 'folder'; readonly mark: string; readonly files: readonly SourceFile[] }
  | { readonly kind: 'archive'; readonly mark: string; readonly bytes: Uint8Array };

/** Where a bundle comes from. */
export interface Source {
  /** What a person calls it, for status and messages. */
  readonly description: string;
  /** Reads the whole candidate. Throws GatewayError bundle_unreadable. */
  fetch(): Promise<Candidate>;
  /** Calls `onChange` when there may be something new. */
  watch(onChange: () => void): { close(): void };
}
