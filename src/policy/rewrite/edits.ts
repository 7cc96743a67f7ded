/** What happens to one instruction. */
export interface Edit {
  readonly bytes: readonly number[];
  /** Whether the bytes stand in its place, and not before it. */
  readonly instead: boolean;
}

/** By the offset at which the instruction starts. */
export type Edits = ReadonlyMap<number, Edit>;

/** All of them; where several are of one instruction, the first comes first, and only the last may stand in its place. */
export function merge(...all: readonly Edits[]): Edits {
  const merged = new Map<number, Edit>();
  for (const [start, { bytes, instead }] of all.flatMap((edits) => [...edits])) {
    merged.set(start, { bytes: [...(merged.get(start)?.bytes ?? []), ...bytes], instead });
  }
  return merged;
}
