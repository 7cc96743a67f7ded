/** An endpoint in a group of its priority. */
export interface Tiered {
  /** The lowest number serves first. */
  readonly priority: number;
  readonly available: boolean;
  /** An operator took it out. */
  readonly drained: boolean;
}

/**
 * Who gets requests: the available ones of the first group that has any. Where fewer than the share `panic` of a group is
 * available, health is no longer believed there, and all of the group serve that no operator took out.
 *
 * @param panic 0 to 1; 0: never
 */
export function serving<T extends Tiered>(members: readonly T[], panic: number): readonly T[] {
  for (const priority of [...new Set(members.map((member) => member.priority))].sort((a, b) => a - b)) {
    const group = members.filter((member) => member.priority === priority && !member.drained);
    const available = group.filter((member) => member.available);
    if (available.length < panic * group.length) return group;
    if (available.length > 0) return available;
  }
  return [];
}
