import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import { isStrongRsa } from '../rsa.ts';

/** How an algorithm of JWA (RFC 7518) signs. */
export interface Algorithm {
  /** Of the message; null where the algorithm digests it itself. */
  readonly digest: string | null;
  /** Type of the key, in the words of node:crypto; `oct` is a secret. */
  readonly key: 'oct' | 'rsa' | 'ec' | 'ed25519';
  readonly options?: { readonly padding: number; readonly saltLength?: number };
}

const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_AUTO, RSA_PSS_SALTLEN_DIGEST } = constants;

const EDDSA: Algorithm = { digest: null, key: 'ed25519' };

/** By the name in the header of a token. */
export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  ...family('HS', 'oct'),
  ...family('RS', 'rsa', { padding: RSA_PKCS1_PADDING }),
  ...family('PS', 'rsa', { padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_DIGEST }),
  ...family('ES', 'ec'),
  EdDSA: EDDSA,
};

/** With the fully specified name (RFC 9864) that OPA verifies too, though it does not sign by it. */
export const VERIFIED: Readonly<Record<string, Algorithm>> = { ...ALGORITHMS, Ed25519: EDDSA };

/** Those of PS for `io.jwt.verify_ps256` and its like, which take a salt of any length. */
export const ANY_SALT = family('PS', 'rsa', { padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_AUTO });

/** Bytes of a coordinate, by the curve. */
const COORDINATE: Readonly<Record<string, number>> = { secp224r1: 28, prime256v1: 32, secp384r1: 48, secp521r1: 66 };

function family(
  name: string,
  key: Algorithm['key'],
  options?: Algorithm['options'],
): Readonly<Record<string, Algorithm>> {
  const bits = ['256', '384', '512'];
  return Object.fromEntries(
    bits.map((size) => [name + size, { digest: `sha${size}`, key, ...(options && { options }) }]),
  );
}

/** Whether a key is one of this algorithm. */
export function fits(algorithm: Algorithm, key: KeyObject): boolean {
  if (key.type === 'secret') return algorithm.key === 'oct';
  if (key.asymmetricKeyType !== algorithm.key) return false;
  return algorithm.key !== 'rsa' || isStrongRsa(key);
}

/** Whether a signature is right; a key of another type never makes it. */
export function verifies(algorithm: Algorithm, key: KeyObject, message: Buffer, signature: Buffer): boolean {
  if (!fits(algorithm, key)) return false;
  if (algorithm.key === 'oct') {
    const expected = authenticate(algorithm, key, message);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  return verify(algorithm.digest, message, { key, ...algorithm.options, dsaEncoding: 'ieee-p1363' }, signature);
}

/** The signature; undefined where the key is not one of this algorithm, or is public. */
export function signature(algorithm: Algorithm, key: KeyObject, message: Buffer): Buffer | undefined {
  if (!fits(algorithm, key) || key.type === 'public') return undefined;
  if (algorithm.key === 'oct') return authenticate(algorithm, key, message);
  return sign(algorithm.digest, message, { key, ...algorithm.options, dsaEncoding: 'ieee-p1363' });
}

/** Bytes of a coordinate on the curve of a key; 0 where it has none. */
export function coordinateSize(key: KeyObject): number {
  return COORDINATE[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 0;
}

function authenticate(algorithm: Algorithm, key: KeyObject, message: Buffer): Buffer {
  return createHmac(algorithm.digest as string, key)
    .update(message)
    .digest();
}
