import { createSecretKey, type KeyObject } from 'node:crypto';
import { bytesOf } from '../../bytes.ts';
import type { Value } from '../../value.ts';
import { decodeBase64Url } from '../base64.ts';
import type { Builtin } from '../builtin.ts';
import { text } from '../operands.ts';
import { ALGORITHMS, type Algorithm, ANY_SALT, coordinateSize, verifies } from './algorithms.ts';
import type { Jwk } from './jwk.ts';
import { verificationKeys } from './keys.ts';
import { decodeHeader, headerParameters, signingInput, splitToken } from './token.ts';

/** `io.jwt.verify_*`: whether the signature of a token is right (OPA: topdown/tokens.go). */
export const JWT_VERIFY: Readonly<Record<string, Builtin>> = Object.fromEntries(
  Object.entries({ ...ALGORITHMS, ...ANY_SALT }).map(([name, algorithm]) => [
    `io.jwt.verify_${name.toLowerCase()}`,
    algorithm.key === 'oct' ? verifySecret(algorithm) : verifyPublic(algorithm),
  ]),
);

function verifySecret(algorithm: Algorithm): Builtin {
  return ([jwt, secret]) => {
    const token = splitToken(jwt);
    const key = createSecretKey(bytesOf(text(secret)));
    return verifies(algorithm, key, signingInput(token), decodeBase64Url(token.signature));
  };
}

/**
 * The algorithm is the built-in's, whatever the token says; that of a key in a set has to be the token's, unless the key
 * has the identifier that the token names.
 */
function verifyPublic(algorithm: Algorithm): Builtin {
  return ([jwt, source]) => {
    const token = splitToken(jwt);
    const keys = verificationKeys(text(source as Value));
    const signature = decodeBase64Url(token.signature);
    const header = headerParameters(decodeHeader(token));
    const message = signingInput(token);
    return candidates(keys, header).some(({ key }) =>
      key.type === 'public' ? verifies(algorithm, key, message, resized(signature, algorithm, key)) : false,
    );
  };
}

/** The one key that the token names, or else all that may be meant. */
export function candidates(keys: readonly Jwk[], { kid, alg }: { kid: string; alg: string }): readonly Jwk[] {
  const named = kid === '' ? undefined : keys.find((key) => key.kid === kid);
  return named === undefined ? keys.filter((key) => key.alg === '' || key.alg === alg) : [named];
}

/** OPA takes the halves of a signature of any length as its two numbers. */
function resized(signature: Buffer, algorithm: Algorithm, key: KeyObject): Buffer {
  const size = coordinateSize(key);
  if (algorithm.key !== 'ec' || signature.length === 2 * size) return signature;
  const middle = Math.floor(signature.length / 2);
  const halves = [signature.subarray(0, middle), signature.subarray(middle)].map((half) => trimmed(half, size));
  return Buffer.concat(halves);
}

function trimmed(number: Buffer, size: number): Buffer {
  const start = number.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.alloc(0) : number.subarray(start);
  return digits.length >= size ? digits : Buffer.concat([Buffer.alloc(size - digits.length), digits]);
}
