/** Numbers differ by so much of them at most: OPA calculates with 64 binary digits, WASM with 34 decimal ones. */
const TOLERANCE = 1e-12;

/** Whether two JSON values are the same. */
export function alike(a: unknown, b: unknown): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (typeof x === 'number' && typeof y === 'number') {
    return Object.is(x, y) || Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
  }
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return x === y;
  if (Array.isArray(x) !== Array.isArray(y)) return false;
  const names = Object.keys(x);
  return (
    names.length === Object.keys(y).length &&
    names.every(
      (name) =>
        Object.hasOwn(y, name) && alike((x as Record<string, unknown>)[name], (y as Record<string, unknown>)[name]),
    )
  );
}

/** Integers beyond 2^53 come as raw JSON. */
function numberOf(value: unknown): unknown {
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : value;
}
