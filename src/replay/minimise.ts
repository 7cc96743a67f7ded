/** Trials for one input. */
const TRIALS = 300;

/**
 * The input without the members that `holds` does not need: one after the other is left out, as long as it still holds.
 * Bounded, so that it may keep more than it has to.
 */
export function minimise(input: object, holds: (input: object) => boolean): object {
  let kept = input;
  let trials = TRIALS;
  const attempt = (path: readonly string[]) => {
    if (trials-- <= 0) return;
    const smaller = without(kept, path);
    if (holds(smaller)) kept = smaller;
    else for (const name of namesAt(kept, path)) attempt([...path, name]);
  };
  for (const name of namesAt(kept, [])) attempt([name]);
  return kept;
}

function namesAt(value: unknown, [name, ...rest]: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value) || Array.isArray(value)) return [];
  return name === undefined ? Object.keys(value) : namesAt((value as Record<string, unknown>)[name], rest);
}

function without(value: object, [name, ...rest]: readonly string[]): object {
  const { [name as string]: member, ...others } = value as Record<string, unknown>;
  return rest.length === 0 ? others : { ...value, [name as string]: without(member as object, rest) };
}
