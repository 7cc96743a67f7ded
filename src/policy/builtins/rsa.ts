import type { KeyObject } from 'node:crypto';

const MIN_MODULUS = 1024;
const EXPONENTS = { least: 2n, most: 2n ** 31n - 1n };

/** Whether Go's crypto/rsa verifies and signs with this key: at least 1024 bits, and an exponent that is no joke. */
export function isStrongRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= MIN_MODULUS && publicExponent >= EXPONENTS.least && publicExponent <= EXPONENTS.most;
}
