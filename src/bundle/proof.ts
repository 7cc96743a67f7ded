import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/layout.ts';
import type { TestReport } from '../toolchain/toolchain.ts';
import type { Agreement } from './admission/agree.ts';
import { isObject, parseSource } from './json-source.ts';

/** What a policy had to show when its bundle was built: `metadata.regate.proof` of the manifest. */
export interface Proof {
  /** Tests that passed; none failed. */
  readonly tests: { readonly passed: number };
  /** Per cent of the lines that the tests run, one digit behind the point. */
  readonly coverage: number;
  /** Inputs on which the compiled policy and OPA's own evaluator decided alike; on none they did not. */
  readonly engines: { readonly cases: number; readonly agreed: true };
  readonly toolchain: { readonly opa: string };
}

/** @param opa version of OPA */
export function proofOf({ passed, coverage }: TestReport, { cases }: Agreement, opa: string): Proof {
  const percent = Number((coverage?.percent ?? 0).toFixed(1));
  return { tests: { passed }, coverage: percent, engines: { cases, agreed: true }, toolchain: { opa } };
}

/** The files of a bundle whose manifest bears the proof. The revision says what the policy is, and stays. */
export function withProof(files: readonly BundleFile[], proof: Proof): BundleFile[] {
  return files.map((file) => (file.name === '.manifest' ? { ...file, bytes: prove(file.bytes, proof) } : file));
}

/**
 * Reads `metadata.regate.proof` strictly; undefined where there is none. Throws GatewayError bundle_invalid.
 *
 * @param value as JSON.parse gives it
 */
export function readProof(value: unknown): Proof | undefined {
  if (value === undefined) return undefined;
  const { tests, coverage, engines, toolchain } = members(value, ['tests', 'coverage', 'engines', 'toolchain']);
  const { passed } = members(tests, ['passed']);
  const { cases, agreed } = members(engines, ['cases', 'agreed']);
  const { opa } = members(toolchain, ['opa']);
  const isPercent = typeof coverage === 'number' && coverage >= 0 && coverage <= 100;
  if (!isCount(passed) || !isCount(cases) || agreed !== true || typeof opa !== 'string' || !isPercent)
    throw malformed();
  return { tests: { passed }, coverage, engines: { cases, agreed }, toolchain: { opa } };
}

function prove(manifest: Uint8Array, proof: Proof): Uint8Array {
  const parsed = members(parseSource(manifest, '.manifest'));
  const metadata = members(parsed.metadata);
  const regate = { ...members(metadata.regate), proof };
  return new Uint8Array(Buffer.from(`${JSON.stringify({ ...parsed, metadata: { ...metadata, regate } })}\n`));
}

/** @param names the members that it has to have, and no others; any where left out */
function members(value: unknown, names?: readonly string[]): Record<string, unknown> {
  if (!isObject(value)) throw malformed();
  if (names && Object.keys(value).some((name) => !names.includes(name))) throw malformed();
  return value;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(): GatewayError {
  return new GatewayError('bundle_invalid', 'the bundle is refused: metadata.regate.proof in .manifest is malformed');
}
