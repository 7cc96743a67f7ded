import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Signer {
  readonly privateKey: KeyObject;
  /** Public JWK with `kid` and `alg`, as a key set holds it. */
  readonly jwk: Record<string, unknown>;
  /** A token with exactly this header and payload; text is taken as it is, so that it may be wrong. */
  token(payload: unknown, header?: unknown): string;
}

/** An issuer's key. Signs with node:crypto, so that what it makes was not made by the library that verifies it. */
export function signer(kid: string, algorithm: 'ES256' | 'RS256' | 'PS256' | 'EdDSA' = 'ES256'): Signer {
  const { privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : algorithm === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
  return {
    privateKey,
    jwk,
    token(payload, header = { alg: algorithm, kid, typ: 'JWT' }) {
      const input = `${part(header)}.${part(payload)}`;
      return `${input}.${signature(input, privateKey, algorithm)}`;
    },
  };
}

/** A part of a token: JSON of a value, or a text as it is. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function signature(input: string, key: KeyObject, algorithm: string): string {
  const bytes = Buffer.from(input);
  if (algorithm === 'EdDSA') return sign(null, bytes, key).toString('base64url');
  if (algorithm === 'ES256') return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const padding = algorithm === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  return sign('sha256', bytes, { key, ...padding }).toString('base64url');
}
