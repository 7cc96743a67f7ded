import type { SourceFile } from '../../toolchain/sources.ts';

/** What every source says of what it delivers. */
interface Delivery {
  /** Names the content (an ETag, a digest): an equal mark is the same content. */
  readonly mark: string;
  /** Where the source has a name of its own for the content, as git has a commit. */
  readonly revision?: string;
  /**
   * Makes sure that somebody vouches for it whom the source's own configuration lists, where it lists any. Throws
   * GatewayError bundle_signature.
   */
  readonly verify?: () => Promise<void>;
  /**
   * Whether it comes after this revision in the source's own order, or is it. Left out where the source has no order.
   * Throws GatewayError bundle_unreadable where that cannot be found out.
   */
  readonly descendsFrom?: (revision: string) => Promise<boolean>;
}

/** What a source delivered, not yet looked at. */
export type Candidate = Delivery &
  (
    | {
        readonly kind: 'folder';
        /** What messages put before a file's path. */
        readonly root: string;
        readonly files: readonly SourceFile[];
      }
    | { readonly kind: 'archive'; readonly bytes: Uint8Array }
  );

/** Whom a source tells of what it does by itself, and what it has to know for that. */
export interface Follower {
  /** Mark of what is active, where the source gave it. */
  readonly known: () => string | undefined;
  /** Somebody is asked, who may take his time to answer. */
  readonly asked: () => void;
  /** There is nothing new, and the source is there. */
  readonly alive: () => void;
}

/** Where a bundle comes from. */
export interface Source {
  /** What a person calls it, for status and messages. It shows no secret. */
  readonly description: string;
  /** Whether others have to answer before it can: a start does not wait for them where there is a last known good one. */
  readonly remote: boolean;
  /**
   * Reads the whole candidate; undefined where the source says that it still is what `known`, the mark of what is active,
   * names. Throws GatewayError bundle_unreadable.
   */
  fetch(known: string | undefined): Promise<Candidate | undefined>;
  /** Whether an answer has come by itself that the next `fetch` of this `known` gives: nobody is asked for it then. */
  holds?(known: string | undefined): boolean;
  /**
   * Calls `onChange` when there may be something new. What it returns rejects where the source could not be read: a source
   * that asks by itself then waits longer before it asks again.
   */
  watch(onChange: () => Promise<void>, follower: Follower): { close(): void };
}
