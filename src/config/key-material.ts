import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

/** What is wrong with the text of a PEM certificate (its first one); undefined where nothing is. */
export function certificateFault(pem: string): string | undefined {
  return attempt(() => new X509Certificate(pem)) ? undefined : 'is not a certificate in PEM form';
}

/** What is wrong with the text of a private key for a certificate; undefined where they belong together. */
export function privateKeyFault(pem: string, certificate: string): string | undefined {
  const key = attempt(() => createPrivateKey(pem));
  if (!key) return 'is not a private key in PEM form without a passphrase';
  const belongs = attempt(() => new X509Certificate(certificate).checkPrivateKey(key));
  return belongs === false ? 'does not belong to the certificate beside it' : undefined;
}

/** What is wrong with the text of a public key that is to verify `algorithm`; undefined where nothing is. */
export function publicKeyFault(pem: string, algorithm: string): string | undefined {
  if (pem.includes('PRIVATE KEY')) return 'is a private key; the gateway needs only the public one';
  const key = attempt(() => createPublicKey(pem));
  if (!key) return 'is not a public key in PEM form';
  return verifies(key, algorithm) ? undefined : `is not a key for ${algorithm}`;
}

function verifies(key: KeyObject, algorithm: string): boolean {
  if (algorithm === 'EdDSA') return key.asymmetricKeyType === 'ed25519';
  const curve = CURVES[algorithm];
  if (curve) return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;
  return key.asymmetricKeyType === 'rsa';
}

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
