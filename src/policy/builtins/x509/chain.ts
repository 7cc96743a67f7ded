import { OperandError } from '../operands.ts';
import type { Certificate } from './certificate.ts';
import { isPermitted } from './chain-names.ts';
import { isFor } from './host-name.ts';
import { isSigned } from './signature.ts';

/** What is demanded of a chain. */
export interface ChainOptions {
  /** Unix nanoseconds. */
  readonly time: bigint;
  /** Name or address of the host that the leaf has to be for; empty: any. */
  readonly host: string;
  /** Go's numbers of purposes, of which the chain has to have one; empty: a server's. */
  readonly purposes: readonly number[];
}

/** Go gives up after as many signatures. */
const MAX_CANDIDATES = 100;

const CERTIFICATE_SIGNING = 1 << 5;
const [ANY_PURPOSE, SERVER] = [0, 1];
const ANY_POLICY = '2.5.29.32.0';

/**
 * The chain from the last certificate, over those between, to the first one, which is trusted (Go: Certificate.Verify).
 * A policy that must be explicit, or is mapped to any policy, is not followed: such a chain is refused.
 *
 * @throws OperandError where there is none
 */
export function verifiedChain(
  certificates: readonly Certificate[],
  options: ChainOptions,
  checkDeadline: () => void,
): Certificate[] {
  const [root, leaf] = [certificates[0], certificates.at(-1)];
  if (root === undefined || leaf === undefined || certificates.length < 2) throw new OperandError('no chain');
  if (!isValid(leaf, [], options, true) || (options.host !== '' && !isFor(leaf, options.host)))
    throw new OperandError('no valid leaf');
  const between = certificates.slice(1, -1);
  let candidates = 0;
  const chains = function* (chain: readonly Certificate[]): Generator<Certificate[]> {
    const child = chain.at(-1) as Certificate;
    for (const [parents, isRoot] of [
      [parentsOf(child, [root]), true],
      [parentsOf(child, between), false],
    ] as const) {
      for (const parent of parents) {
        checkDeadline();
        if (++candidates > MAX_CANDIDATES) return;
        if (isIn(parent, chain) || !hasSigned(parent, child) || !isValid(parent, chain, options, isRoot)) continue;
        if (isRoot) yield [...chain, parent];
        else yield* chains([...chain, parent]);
      }
    }
  };
  const found = leaf.raw.equals(root.raw) ? [[leaf]] : chains([leaf]);
  for (const chain of found) {
    if (hasPurpose(chain, options.purposes) && hasNoPolicies(chain) && isPermitted(chain)) return chain;
  }
  throw new OperandError('no valid chain');
}

/** @param below the chain that the certificate is to be put on @param ends whether it may be no authority */
function isValid(
  { extensions, notBefore, notAfter }: Certificate,
  below: readonly Certificate[],
  { time }: ChainOptions,
  ends: boolean,
): boolean {
  const { basicConstraints, unhandled } = extensions;
  if (unhandled.length > 0) return false;
  if (time < BigInt(notBefore) * 1_000_000_000n || time > BigInt(notAfter) * 1_000_000_000n) return false;
  if (!ends && basicConstraints?.isCa !== true) return false;
  const most = basicConstraints?.maxPathLength ?? -1n;
  return most < 0n || BigInt(below.length - 1) <= most;
}

/** Those with the name of the issuer; first those whose identifier of the key is the one that the child names. */
function parentsOf(child: Certificate, candidates: readonly Certificate[]): Certificate[] {
  const wanted = child.extensions.authorityKeyId ?? Buffer.alloc(0);
  const rank = ({ extensions: { subjectKeyId = Buffer.alloc(0) } }: Certificate) => {
    if (subjectKeyId.equals(wanted)) return 0;
    return (subjectKeyId.length === 0) === (wanted.length === 0) ? 2 : 1;
  };
  return candidates.filter(({ rawSubject }) => rawSubject.equals(child.rawIssuer)).sort((a, b) => rank(a) - rank(b));
}

function hasSigned({ version, extensions, publicKey }: Certificate, child: Certificate): boolean {
  const { basicConstraints, keyUsage = 0 } = extensions;
  if (basicConstraints === undefined ? version === 3n : !basicConstraints.isCa) return false;
  if (keyUsage !== 0 && (keyUsage & CERTIFICATE_SIGNING) === 0) return false;
  return (
    publicKey.key !== undefined && isSigned(child.signatureAlgorithm, publicKey.key, child.rawTbs, child.signature)
  );
}

/** Whether a certificate of the same name, key and alternative names is there already. */
function isIn(candidate: Certificate, chain: readonly Certificate[]): boolean {
  return chain.some(
    (certificate) =>
      candidate.rawSubject.equals(certificate.rawSubject) &&
      candidate.rawPublicKey.equals(certificate.rawPublicKey) &&
      namesOf(candidate) === namesOf(certificate),
  );
}

function namesOf({ extensionList }: Certificate): string | undefined {
  return extensionList.find(({ id }) => id.join('.') === '2.5.29.17')?.value.toString('latin1');
}

/** Whether some purpose is left when each certificate has crossed out those that it is not for. */
function hasPurpose(chain: readonly Certificate[], purposes: readonly number[]): boolean {
  if (purposes.includes(ANY_PURPOSE)) return true;
  const wanted = purposes.length === 0 ? [SERVER] : purposes;
  return wanted.some((purpose) =>
    chain.every(
      ({
        extensions: {
          extendedKeyUsage: { known, unknown },
        },
      }) => {
        if (known.length + unknown.length === 0) return true;
        return known.includes(ANY_PURPOSE) || known.includes(purpose);
      },
    ),
  );
}

function hasNoPolicies(chain: readonly Certificate[]): boolean {
  return chain.slice(0, -1).every(({ extensions: { requireExplicitPolicy, policyMappings } }) => {
    const mapsAny = policyMappings.flat().some((oid) => oid.join('.') === ANY_POLICY);
    return requireExplicitPolicy === undefined && !mapsAny;
  });
}
