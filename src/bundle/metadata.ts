import { GatewayError } from '../errors.ts';
import type { InputPaths } from '../toolchain/wire.ts';
import { isObject } from './json-source.ts';
import { type Proof, readProof } from './proof.ts';

/** The part of `metadata.regate` that changes what the gateway does. */
export interface BundleFacts {
  /** Input paths that each entrypoint reads; null is the whole input. */
  readonly reads: Readonly<Record<string, InputPaths>>;
  /** Its number in the order of releases; a whole number from 0. */
  readonly serial?: number;
  /** What it had to show when it was built. */
  readonly proof?: Proof;
}

/**
 * Reads `metadata.regate` of a manifest strictly: with a wrong path the policy would not see what it reads. An
 * entrypoint that is not listed is given the whole input.
 *
 * @throws GatewayError bundle_invalid
 */
export function factsOf(regate: unknown, entrypoints: readonly string[]): BundleFacts | undefined {
  if (regate === undefined) return undefined;
  const listed = isObject(regate) ? regate.reads : undefined;
  if (!isObject(listed)) throw malformed('reads');
  const reads: Record<string, InputPaths> = {};
  for (const entrypoint of entrypoints) {
    const paths = Object.hasOwn(listed, entrypoint) ? listed[entrypoint] : null;
    if (!isInputPaths(paths)) throw malformed('reads');
    reads[entrypoint] = paths;
  }
  const { serial, proof } = regate as { serial?: unknown; proof?: unknown };
  const proven = readProof(proof);
  const facts = { reads, ...(proven && { proof: proven }) };
  if (serial === undefined) return facts;
  if (!Number.isSafeInteger(serial) || (serial as number) < 0) throw malformed('serial');
  return { ...facts, serial: serial as number };
}

function isInputPaths(value: unknown): value is InputPaths {
  const isPath = (path: unknown) =>
    Array.isArray(path) && path.length > 0 && path.every((segment) => typeof segment === 'string');
  return value === null || (Array.isArray(value) && value.every(isPath));
}

function malformed(member: string): GatewayError {
  return new GatewayError(
    'bundle_invalid',
    `the bundle is refused: metadata.regate.${member} in .manifest is malformed`,
  );
}
