import { decodeBase64 } from './base64.ts';
import type { Builtin } from './builtin.ts';
import { OperandError, text } from './operands.ts';
import { privateJwk, privateKeysOf, privateKeyValue } from './x509/private-keys.ts';
import { latin1 } from './x509/source.ts';

/** Private keys of PEM (OPA: topdown/crypto.go). */
export const PRIVATE_KEYS: Readonly<Record<string, Builtin>> = {
  'crypto.parse_private_keys': ([source]) => {
    const pem = text(source);
    return pem === '' ? null : privateKeysOf(decodedIfBase64(latin1(pem))).map(privateKeyValue);
  },
  'crypto.x509.parse_rsa_private_key': ([source]) => {
    const pem = latin1(text(source));
    if (pem === '') throw new OperandError('no key');
    const decoded = pem.startsWith('-----BEGIN') ? pem : decodeBase64(pem).toString('latin1');
    const [key] = privateKeysOf(decodedIfBase64(decoded));
    return key === undefined ? null : privateJwk(key);
  },
};

function decodedIfBase64(text: string): string {
  try {
    return decodeBase64(text).toString('latin1');
  } catch (thrown) {
    if (thrown instanceof OperandError) return text;
    throw thrown;
  }
}
