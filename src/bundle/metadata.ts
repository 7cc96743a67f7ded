import { GatewayError } from '../errors.ts';
import type { InputPaths } from '../toolchain/wire.ts';
import { isObject } from './json-source.ts';

/** The part of `metadata.regate` that changes what the gateway does. */
export interface BundleReads {
  /** Input paths that each entrypoint reads; null is the whole input. */
  readonly reads: Readonly<Record<string, InputPaths>>;
}

/**
 * Reads `metadata.regate` of a manifest strictly: with a wrong path the policy would not see what it reads. An
 * entrypoint that is not listed is given the whole input.
 *
 * @throws GatewayError bundle_invalid
 */
export function readsOf(regate: unknown, entrypoints: readonly string[]): BundleReads | undefined {
  if (regate === undefined) return undefined;
  const listed = isObject(regate) ? regate.reads : undefined;
  if (!isObject(listed)) throw malformed();
  const reads: Record<string, InputPaths> = {};
  for (const entrypoint of entrypoints) {
    const paths = Object.hasOwn(listed, entrypoint) ? listed[entrypoint] : null;
    if (!isInputPaths(paths)) throw malformed();
    reads[entrypoint] = paths;
  }
  return { reads };
}

function isInputPaths(value: unknown): value is InputPaths {
  const isPath = (path: unknown) =>
    Array.isArray(path) && path.length > 0 && path.every((segment) => typeof segment === 'string');
  return value === null || (Array.isArray(value) && value.every(isPath));
}

function malformed(): GatewayError {
  return new GatewayError('bundle_invalid', 'the bundle is refused: metadata.regate.reads in .manifest is malformed');
}
