import { compactVerify } from 'jose';
import { findKey, type KeySet, type VerificationKey } from './jwks.ts';
import { refused, type UnverifiedJws } from './token.ts';

/**
 * Verifies the signature of a token with the one key of the set that its `alg` and `kid` name.
 *
 * @returns That key; undefined where the set holds none, so that a newer set may be tried.
 * @throws GatewayError unauthenticated where the signature is wrong
 */
export async function verifySignature(token: UnverifiedJws, set: KeySet): Promise<VerificationKey | undefined> {
  const key = findKey(set, token.algorithm, token.kid);
  if (!key) return undefined;
  try {
    await compactVerify(token.text, key.key, { algorithms: [key.algorithm] });
  } catch (error) {
    throw refused('The signature of the token is not valid', error);
  }
  return key;
}
