import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { GatewayError } from '../errors.ts';

/** What a token is to say. */
export interface TokenOrder {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Further claims. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Milliseconds from now until it expires. */
  readonly lifetime: number;
  /** Id of the key in the issuer's key set; what the key itself says where absent. */
  readonly kid?: string;
}

const CURVE_ALGORITHMS: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/**
 * Makes a token, for development and tests: a gateway only ever verifies them.
 *
 * @param key Private key as JWK or PEM (PKCS #8, SEC 1 or PKCS #1) text.
 * @param nowMs Unix milliseconds.
 * @throws GatewayError usage where the key cannot sign
 */
export async function mintToken(key: string, order: TokenOrder, nowMs: number): Promise<string> {
  const { object, jwk } = readPrivateKey(key);
  const alg = algorithmOf(jwk);
  const kid = order.kid ?? jwk.kid;
  const issuedAt = Math.floor(nowMs / 1000);
  const scope = order.scopes.length > 0 ? { scope: order.scopes.join(' ') } : {};
  return new SignJWT({ ...order.claims, ...scope })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid !== undefined && { kid }) })
    .setIssuer(order.issuer)
    .setAudience(order.audience.length === 1 ? order.audience[0]! : [...order.audience])
    .setSubject(order.subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(Math.floor((nowMs + order.lifetime) / 1000))
    .sign(object);
}

/**
 * A new signing key, and the key set that an issuer with this key publishes. The key id is its thumbprint (RFC 7638).
 *
 * @throws GatewayError usage where the algorithm is none with a key pair
 */
export async function createIssuerKey(algorithm: string): Promise<{ privateKey: JWK; keySet: JSONWebKeySet }> {
  const pair = await generateKeyPair(algorithm, { extractable: true }).catch((error: Error) => {
    throw new GatewayError('usage', `There is no key for the algorithm ${algorithm}`, { cause: error });
  });
  const publicKey = await exportJWK(pair.publicKey);
  const common = { kid: await calculateJwkThumbprint(publicKey), alg: algorithm, use: 'sig' };
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...common },
    keySet: { keys: [{ ...publicKey, ...common }] },
  };
}

function readPrivateKey(text: string): { object: KeyObject; jwk: JWK } {
  try {
    if (!text.trimStart().startsWith('{')) {
      const object = createPrivateKey(text);
      return { object, jwk: createPublicKey(object).export({ format: 'jwk' }) as JWK };
    }
    const jwk = JSON.parse(text) as JWK;
    return { object: createPrivateKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }), jwk };
  } catch (error) {
    const message = `This is no private key in JWK or PEM form: ${(error as Error).message}`;
    throw new GatewayError('usage', message, { cause: error });
  }
}

function algorithmOf({ alg, kty, crv = '' }: JWK): string {
  if (alg !== undefined) return alg;
  if (kty === 'RSA') return 'RS256';
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  const algorithm = CURVE_ALGORITHMS[crv];
  if (!algorithm) throw new GatewayError('usage', `No algorithm is known for a key of the type ${kty} ${crv}`);
  return algorithm;
}
