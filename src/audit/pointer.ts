/** A JSON pointer (RFC 6901) as its decoded segments; the segment `*` stands for any one member. */
export type Pattern = readonly string[];

/** The segments of a pointer; undefined where the text is no pointer below the root. */
export function parsePointer(pointer: string): Pattern | undefined {
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** `pointer` extended by one member's name. */
export function childPointer(pointer: string, name: string | number): string {
  return typeof name === 'number'
    ? `${pointer}/${name}`
    : `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Whether one of two paths lies on the way to the other, so that a change at one can show at the other. */
export function pathsMeet(one: Pattern, other: Pattern): boolean {
  const shared = Math.min(one.length, other.length);
  for (let i = 0; i < shared; i++) {
    if (one[i] !== other[i] && one[i] !== '*' && other[i] !== '*') return false;
  }
  return true;
}
