import type { Change } from '../../src/toolchain/explanation.ts';

/** An input with changes made. */
export function changed(input: unknown, changes: readonly Change[]): unknown {
  return changes.reduce((value, { path, to }) => set(value, path.split('/').slice(1).map(nameOf), to), input);
}

function nameOf(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function set(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) {
    const inner = set(value[Number(name)], rest, to);
    return inner === undefined ? value.toSpliced(Number(name), 1) : value.with(Number(name), inner);
  }
  const { [name]: before, ...others } = (value ?? {}) as Record<string, unknown>;
  const inner = set(before, rest, to);
  return inner === undefined ? others : { ...others, [name]: inner };
}
