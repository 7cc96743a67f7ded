import { createPublicKey, type KeyObject } from 'node:crypto';
import { numberFromInteger, RegoObject, type Value } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { pemBlocks } from '../pem.ts';
import { parsePkcs1, parsePkcs8, parseSec1 } from './private-key-der.ts';
import { ecValue, numbers } from './public-key.ts';
import type { RsaNumbers } from './rsa-numbers.ts';

/** Encodings of private keys, by the type of the block of PEM, in the order in which they are tried. */
const ENCODINGS: ReadonlyMap<string, (der: Buffer) => KeyObject> = new Map([
  ['RSA PRIVATE KEY', parsePkcs1],
  ['PRIVATE KEY', parsePkcs8],
  ['EC PRIVATE KEY', (der) => parseSec1(der)],
]);

/** The private keys of PEM; other blocks are skipped. */
export function privateKeysOf(pem: string): KeyObject[] {
  return [...pemBlocks(pem)].flatMap(({ type, bytes }) => ENCODINGS.get(type)?.(bytes) ?? []);
}

/** A private key in DER of any of the encodings. */
export function privateKeyOf(der: Buffer): KeyObject {
  for (const parse of ENCODINGS.values()) {
    try {
      return parse(der);
    } catch {
      // It is in another encoding, or in none.
    }
  }
  throw new OperandError('no private key');
}

/** Whether the two belong together. */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const own = createPublicKey(privateKey);
  // Of different types OpenSSL leaves an error behind, at which the next key that is read fails.
  return own.asymmetricKeyType === publicKey.asymmetricKeyType && own.equals(publicKey);
}

/** A private key as Go's JSON of what crypto/x509 gives for it. */
export function privateKeyValue(key: KeyObject): Value {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (name: 'd' | 'x' | 'y') => Buffer.from(jwk[name] ?? '', 'base64url');
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return rsaValue(key);
    case 'ec': {
      const point = Buffer.concat([Buffer.from([4]), bytes('x'), bytes('y')]);
      return RegoObject.from([...ecValue(point), ...numbers({ D: BigInt(`0x${bytes('d').toString('hex')}`) })]);
    }
    case 'ed25519':
      return Buffer.concat([bytes('d'), bytes('x')]).toString('base64');
    default:
      // Go's key of X25519 has no field that JSON shows.
      return new RegoObject();
  }
}

/** A private key as a JWK, with the names that it has there. */
export function privateJwk(key: KeyObject): RegoObject {
  return RegoObject.from(Object.entries(key.export({ format: 'jwk' }) as Record<string, string>));
}

function rsaValue(key: KeyObject): RegoObject {
  const { n, e, d, p, q, dp, dq, qi } = rsaNumbers(key);
  const primes = [p, q].map(numberFromInteger);
  const precomputed = numbers({ Dp: dp, Dq: dq, Qinv: qi }).set('CRTValues', []);
  return numbers({ N: n, E: e, D: d }).set('Primes', primes).set('Precomputed', precomputed);
}

function rsaNumbers(key: KeyObject): RsaNumbers {
  const jwk = Object.entries(key.export({ format: 'jwk' }) as Record<string, string>).filter(
    ([name]) => name !== 'kty',
  );
  const numbers = jwk.map(([name, text]) => [name, BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`)]);
  return Object.fromEntries(numbers) as RsaNumbers;
}
