/** Fractions differ by so much of them at most: OPA calculates with 64 binary digits, a compiled policy with 34 decimal ones. */
const TOLERANCE = 1e-12;

const INTEGER = /^-?\d+$/;

/**
 * Whether two JSON values are the same decision. Arrays may have their items in another order: what comes out of a set has
 * none. Numbers may be raw JSON.
 */
export function alike(a: unknown, b: unknown): boolean {
  const [x, y] = [textOfNumber(a), textOfNumber(b)];
  if (x !== undefined && y !== undefined) return numbersAlike(x, y);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) && Array.isArray(b)) return arraysAlike(a, b);
  if (Array.isArray(a) || Array.isArray(b) || JSON.isRawJSON(a) || JSON.isRawJSON(b)) return false;
  const [one, other] = [a, b] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && alike(one[name], other[name]))
  );
}

function arraysAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  if (a.every((item, i) => alike(item, b[i]))) return true;
  const [sorted, others] = [sortedTexts(a), sortedTexts(b)];
  return sorted.every((text, i) => text === others[i]);
}

function sortedTexts(items: readonly unknown[]): string[] {
  return items.map(canonical).sort();
}

/** Text that is equal for values that are alike, but for fractions. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${sortedTexts(value).join()}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.sort().join()}}`;
}

function textOfNumber(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return JSON.isRawJSON(value) ? value.rawJSON : undefined;
}

function numbersAlike(a: string, b: string): boolean {
  if (INTEGER.test(a) && INTEGER.test(b)) return BigInt(a) === BigInt(b);
  const [x, y] = [Number(a), Number(b)];
  return Object.is(x, y) || Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
}
