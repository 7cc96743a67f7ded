/** An endpoint in a group of its priority. */
export interface Tiered {
  /** The lowest number serves first. */
  readonly priority: number;
  readonly available: boolean;
  /** An operator took it out. */
  readonly drained: boolean;
}

/**
 * Who gets requests: the available ones of the first group of which at least one, and no less than the share `panic`, is
 * available. Where no group is left, health is no longer believed: all of the first group with one available serve, or of
 * the first group if none has, but nobody that an operator took out. Empty where `panic` is 0 and none is available.
 *
 * Called only where membership or availability changed.
 *
 * @param panic 0 to 1; 0: never
 */
export function serving<T extends Tiered>(members: readonly T[], panic: number): readonly T[] {
  const groups = groupsOf(members.filter((member) => !member.drained));
  let fallen: readonly T[] = [];
  for (const group of groups) {
    const available = group.filter((member) => member.available);
    if (available.length === 0) continue;
    if (available.length >= panic * group.length) return available;
    if (fallen.length === 0) fallen = group;
  }
  if (panic === 0) return [];
  return fallen.length > 0 ? fallen : (groups[0] ?? []);
}

/** In the order of their priority. */
function groupsOf<T extends Tiered>(members: readonly T[]): readonly (readonly T[])[] {
  const groups = Map.groupBy(members, ({ priority }) => priority);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
