/** Trials for one input. */
const TRIALS = 300;

/**
 * The input without the members that `holds` does not need: one after the other is left out, as long as it still holds.
 * Bounded, so that it may keep more than it has to.
 */
export function minimise(input: object, holds: (input: object) => boolean): object {
  const trials = smallerThan(input);
  let next = trials.next();
  while (!next.done) next = trials.next(holds(next.value));
  return next.value;
}

/** The same where the answer takes its time. */
export async function minimiseSlowly(input: object, holds: (input: object) => Promise<boolean>): Promise<object> {
  const trials = smallerThan(input);
  let next = trials.next();
  while (!next.done) next = trials.next(await holds(next.value));
  return next.value;
}

type Path = readonly string[];

/** Yields what is to be tried, and is told whether it holds; returns the smallest that did. */
function* smallerThan(input: object): Generator<object, object, boolean> {
  let kept = input;
  const pending: Path[] = pathsAt(input, []);
  for (let trials = 0; trials < TRIALS; trials++) {
    const path = pending.shift();
    if (path === undefined) break;
    const smaller = without(kept, path);
    if (yield smaller) kept = smaller;
    else pending.unshift(...pathsAt(kept, path));
  }
  return kept;
}

function pathsAt(input: object, path: Path): Path[] {
  let value: unknown = input;
  for (const name of path) value = (value as Record<string, unknown>)[name];
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value) || Array.isArray(value)) return [];
  return Object.keys(value).map((name) => [...path, name]);
}

function without(value: object, [name, ...rest]: Path): object {
  const { [name as string]: member, ...others } = value as Record<string, unknown>;
  return rest.length === 0 ? others : { ...value, [name as string]: without(member as object, rest) };
}
