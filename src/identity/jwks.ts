import type { webcrypto } from 'node:crypto';
import { importJWK, type JWK } from 'jose';
import { parseStrictJson } from '../http/json.ts';

const MAX_KEYS = 256;
const MIN_RSA_BITS = 2048;

/** A public key with the one algorithm for which it verifies. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly algorithm: string;
  readonly key: CryptoKey;
  /** The key's JWK as text, to tell it from its successor. */
  readonly source: string;
}

/** The public keys of an issuer. */
export interface KeySet {
  readonly keys: ReadonlySet<VerificationKey>;
}

/**
 * Reads a JSON Web Key Set (RFC 7517, section 5). Keys that cannot verify a signature of one of `algorithms` are left
 * out, as the RFC asks: other types, other uses, symmetric and private keys, weak RSA keys.
 *
 * A key verifies for one algorithm only, whatever a token says: its own `alg`, else the first of `algorithms` that suits
 * its type.
 *
 * @param previous Keys that are in it too are taken over as the same objects.
 * @throws Error with a reason for the operator
 */
export async function readKeySet(text: string, algorithms: readonly string[], previous?: KeySet): Promise<KeySet> {
  const jwks = parseKeys(text);
  const known = new Map(Array.from(previous?.keys ?? [], (key) => [key.source, key]));
  const keys = new Set<VerificationKey>();
  for (const jwk of jwks) {
    const source = JSON.stringify(jwk);
    const key = known.get(source) ?? (await readKey(jwk, algorithms, source));
    if (key) keys.add(key);
  }
  if (keys.size === 0) throw new Error(`none of its keys verifies ${algorithms.join(', ')}`);
  return { keys };
}

/**
 * The one key for a token's `alg` and `kid`; undefined where none or, with a repeated `kid` or without any, more than one
 * would do.
 */
export function findKey(set: KeySet, algorithm: string, kid: string | undefined): VerificationKey | undefined {
  let found: VerificationKey | undefined;
  for (const key of set.keys) {
    if (key.algorithm !== algorithm || (kid !== undefined && key.kid !== kid)) continue;
    if (found) return undefined;
    found = key;
  }
  return found;
}

function parseKeys(text: string): JWK[] {
  let value: unknown;
  try {
    value = parseStrictJson(Buffer.from(text));
  } catch (error) {
    throw new Error('it is not a JSON Web Key Set', { cause: error });
  }
  const keys = isObject(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) throw new Error('it is not a JSON Web Key Set');
  if (keys.length > MAX_KEYS) throw new Error(`it has more than ${MAX_KEYS} keys`);
  return keys;
}

async function readKey(jwk: JWK, algorithms: readonly string[], source: string): Promise<VerificationKey | undefined> {
  const { alg, kid, use = 'sig', key_ops = ['verify'] } = jwk;
  if (use !== 'sig' || !Array.isArray(key_ops) || !key_ops.includes('verify')) return undefined;
  if (kid !== undefined && typeof kid !== 'string') return undefined;
  for (const algorithm of algorithms) {
    if (alg !== undefined && alg !== algorithm) continue;
    const key = await importJWK(jwk, algorithm).catch(() => undefined);
    if (key && isStrongPublicKey(key)) return { kid, algorithm, key, source };
  }
  return undefined;
}

function isStrongPublicKey(key: CryptoKey | Uint8Array): key is CryptoKey {
  if (key instanceof Uint8Array || key.type !== 'public') return false;
  const { modulusLength, publicExponent } = key.algorithm as Partial<webcrypto.RsaHashedKeyAlgorithm>;
  if (modulusLength === undefined || publicExponent === undefined) return true;
  // FIPS 186-5, A.1.1: odd and above 2^16. With 1 as exponent anybody can sign, and OpenSSL takes it.
  const exponent = BigInt(`0x${Buffer.from(publicExponent).toString('hex')}`);
  return modulusLength >= MIN_RSA_BITS && exponent > 65_536n && exponent % 2n === 1n;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
