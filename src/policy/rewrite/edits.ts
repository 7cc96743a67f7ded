/** What happens to one instruction. */
export interface Edit {
  readonly bytes: readonly number[];
  /** Whether the bytes stand in its place, and not before it. */
  readonly instead: boolean;
}

/** By the offset at which the instruction starts. */
export type Edits = ReadonlyMap<number, Edit>;
