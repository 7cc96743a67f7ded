import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { OperandError } from '../operands.ts';
import { decodePem } from '../pem.ts';
import { ALGORITHMS } from './algorithms.ts';
import { type Jwk, parseJwkSet } from './jwk.ts';

/** Keys that were read before, by their text: a policy verifies many tokens with few of them. */
const KNOWN = new Map<string, readonly Jwk[]>();
const MAX_KNOWN = 100;
const MAX_LENGTH = 65_536;

/** Curves that Go's crypto/x509 reads. */
const CURVES: readonly unknown[] = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'];

/**
 * The keys that a token may be signed with: that of a certificate or of a public key as PEM, or those of a JWK or a set,
 * but for keys that say they are for something else.
 *
 * @throws OperandError, or what node:crypto throws, where it is none of them
 */
export function verificationKeys(source: string): readonly Jwk[] {
  const known = KNOWN.get(source);
  if (known !== undefined) return known;
  const keys = readKeys(source);
  if (source.length <= MAX_LENGTH) {
    if (KNOWN.size >= MAX_KNOWN) KNOWN.delete(KNOWN.keys().next().value ?? '');
    KNOWN.set(source, keys);
  }
  return keys;
}

function readKeys(source: string): readonly Jwk[] {
  const block = decodePem(source);
  if (block === undefined) return parseJwkSet(source).filter(({ alg }) => alg === '' || Object.hasOwn(ALGORITHMS, alg));
  if (block.rest !== '') throw new OperandError('something behind the PEM');
  return [{ alg: '', kid: '', key: supported(publicKey(block.type, block.bytes)) }];
}

function publicKey(type: string, der: Buffer): KeyObject {
  switch (type) {
    case 'CERTIFICATE':
      return new X509Certificate(der).publicKey;
    case 'PUBLIC KEY':
      return createPublicKey({ format: 'der', type: 'spki', key: der });
    default:
      throw new OperandError('neither a certificate nor a public key');
  }
}

function supported(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'ec' && !CURVES.includes(key.asymmetricKeyDetails?.namedCurve)) {
    throw new OperandError('an unknown curve');
  }
  return key;
}
