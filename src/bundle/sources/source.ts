import type { SourceFile } from '../../toolchain/sources.ts';

/**
 * What a source delivered, not yet looked at. `mark` names the content (an ETag, a commit, a digest): an equal mark is
 * the same content.
 */
export type Candidate =
  | {
      readonly kind: 'folder';
      readonly mark: string;
      /** What messages put before a file's path. */
      readonly root: string;
      readonly files: readonly SourceFile[];
      /** Where the source has a name of its own for the content, as git has a commit. */
      readonly revision?: string;
    }
  | { readonly kind: 'archive'; readonly mark: string; readonly bytes: Uint8Array };

/** Where a bundle comes from. */
export interface Source {
  /** What a person calls it, for status and messages. It shows no secret. */
  readonly description: string;
  /**
   * Reads the whole candidate; undefined where the source says that it still is what `known`, the mark of what is active,
   * names. Throws GatewayError bundle_unreadable.
   */
  fetch(known: string | undefined): Promise<Candidate | undefined>;
  /** Calls `onChange` when there may be something new. */
  watch(onChange: () => void): { close(): void };
}
