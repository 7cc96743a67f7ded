import { constants, type KeyObject, verify } from 'node:crypto';
import { OperandError } from '../operands.ts';
import { isStrongRsa } from '../rsa.ts';
import { context, DerReader, TAG } from './der.ts';

/** A signature algorithm of Go's crypto/x509. */
export interface SignatureAlgorithm {
  /** Go's number; 0 is unknown. */
  readonly number: number;
  /** The rest is undefined where Go does not verify such signatures: unknown, too weak, or DSA. */
  readonly digest?: string | null;
  readonly key?: 'rsa' | 'ec' | 'ed25519';
  readonly pss?: boolean;
}

const UNKNOWN: SignatureAlgorithm = { number: 0 };

const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.113549.1.1.4': { number: 2 },
  '1.2.840.113549.1.1.5': { number: 3 },
  '1.3.14.3.2.29': { number: 3 },
  '1.2.840.113549.1.1.11': { number: 4, digest: 'sha256', key: 'rsa' },
  '1.2.840.113549.1.1.12': { number: 5, digest: 'sha384', key: 'rsa' },
  '1.2.840.113549.1.1.13': { number: 6, digest: 'sha512', key: 'rsa' },
  '1.2.840.10040.4.3': { number: 7 },
  '2.16.840.1.101.3.4.3.2': { number: 8 },
  '1.2.840.10045.4.1': { number: 9 },
  '1.2.840.10045.4.3.2': { number: 10, digest: 'sha256', key: 'ec' },
  '1.2.840.10045.4.3.3': { number: 11, digest: 'sha384', key: 'ec' },
  '1.2.840.10045.4.3.4': { number: 12, digest: 'sha512', key: 'ec' },
  '1.3.101.112': { number: 16, digest: null, key: 'ed25519' },
};

const PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const ED25519 = '1.3.101.112';

/** By the digest, with the length of the salt in bytes. */
const PSS_ALGORITHMS: Readonly<Record<string, SignatureAlgorithm & { readonly salt: bigint }>> = {
  '2.16.840.1.101.3.4.2.1': { number: 13, digest: 'sha256', key: 'rsa', pss: true, salt: 32n },
  '2.16.840.1.101.3.4.2.2': { number: 14, digest: 'sha384', key: 'rsa', pss: true, salt: 48n },
  '2.16.840.1.101.3.4.2.3': { number: 15, digest: 'sha512', key: 'rsa', pss: true, salt: 64n },
};

/** @param der content of an AlgorithmIdentifier */
export function parseSignatureAlgorithm(der: Buffer): SignatureAlgorithm {
  const identifier = new DerReader(der);
  const oid = identifier.oid().join('.');
  const parameters = identifier.empty ? undefined : identifier.read();
  if (oid === ED25519 && parameters !== undefined) return UNKNOWN;
  if (oid !== PSS) return ALGORITHMS[oid] ?? UNKNOWN;
  try {
    return parameters === undefined ? UNKNOWN : pssAlgorithm(new DerReader(parameters.full));
  } catch (thrown) {
    if (thrown instanceof OperandError) return UNKNOWN;
    throw thrown;
  }
}

/** RSASSA-PSS-params (RFC 4055, 3.1), of which Go knows three. */
function pssAlgorithm(der: DerReader): SignatureAlgorithm {
  const parameters = der.enter(TAG.sequence);
  const digest = digestOf(parameters.enter(context(0, true)));
  const generator = parameters.enter(context(1, true)).enter(TAG.sequence);
  const isMgf1 = generator.oid().join('.') === MGF1;
  const inner = digestOf(generator);
  const salt = parameters.enter(context(2, true)).integer();
  const trailer = parameters.enterOptional(context(3, true))?.integer() ?? 1n;
  const algorithm = PSS_ALGORITHMS[digest];
  const known = isMgf1 && inner === digest && trailer === 1n && algorithm?.salt === salt;
  return known ? algorithm : UNKNOWN;
}

/** The digest of an AlgorithmIdentifier whose parameters are NULL or absent. */
function digestOf(der: DerReader): string {
  const identifier = der.enter(TAG.sequence);
  const oid = identifier.oid().join('.');
  if (!identifier.empty && identifier.read(TAG.null).content.length > 0) throw new OperandError('another parameter');
  return oid;
}

/** Whether this key signed these bytes. */
export function isSigned(algorithm: SignatureAlgorithm, key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  if (algorithm.digest === undefined || key.asymmetricKeyType !== algorithm.key) return false;
  if (algorithm.key === 'rsa' && !isStrongRsa(key)) return false;
  const { RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST } = constants;
  const pss = { padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_DIGEST };
  return verify(algorithm.digest, signed, { key, ...(algorithm.pss && pss) }, signature);
}
