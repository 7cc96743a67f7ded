import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { numberFromInteger, RegoObject, type Value } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { pemBlocks } from '../pem.ts';
import { ecValue, numbers } from './public-key.ts';

/** Encodings of private keys, by the type of the block of PEM. */
const ENCODINGS = { 'RSA PRIVATE KEY': 'pkcs1', 'PRIVATE KEY': 'pkcs8', 'EC PRIVATE KEY': 'sec1' } as const;

const TYPES: readonly unknown[] = ['rsa', 'ec', 'ed25519', 'x25519'];
const CURVES: readonly unknown[] = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'];

/** The private keys of PEM; other blocks are skipped. */
export function privateKeysOf(pem: string): KeyObject[] {
  return [...pemBlocks(pem)].flatMap(({ type, bytes }) => {
    const encoding = Object.hasOwn(ENCODINGS, type) ? ENCODINGS[type as keyof typeof ENCODINGS] : undefined;
    return encoding === undefined ? [] : supported(createPrivateKey({ format: 'der', type: encoding, key: bytes }));
  });
}

/** A private key in DER of any of the encodings. */
export function privateKeyOf(der: Buffer): KeyObject {
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const) {
    try {
      return supported(createPrivateKey({ format: 'der', type, key: der }));
    } catch {
      // It is in another encoding, or in none.
    }
  }
  throw new OperandError('no private key');
}

/** Whether the two belong together. */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}

/** A private key as Go's JSON of what crypto/x509 gives for it. */
export function privateKeyValue(key: KeyObject): Value {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (name: 'd' | 'x' | 'y') => Buffer.from(jwk[name] ?? '', 'base64url');
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return rsaValue(jwk as Record<string, string>);
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

function rsaValue(jwk: Record<string, string>): RegoObject {
  const number = (name: string) => BigInt(`0x${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex')}`);
  const primes = [number('p'), number('q')].map(numberFromInteger);
  const precomputed = numbers({ Dp: number('dp'), Dq: number('dq'), Qinv: number('qi') }).set('CRTValues', []);
  return numbers({ N: number('n'), E: number('e'), D: number('d') })
    .set('Primes', primes)
    .set('Precomputed', precomputed);
}

function supported(key: KeyObject): KeyObject {
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const known = TYPES.includes(asymmetricKeyType);
  if (!known || (asymmetricKeyType === 'ec' && !CURVES.includes(asymmetricKeyDetails?.namedCurve))) {
    throw new OperandError('an unknown kind of key');
  }
  return key;
}
