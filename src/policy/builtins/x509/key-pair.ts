import type { RegoObject } from '../../value.ts';
import { decodeBase64 } from '../base64.ts';
import { OperandError } from '../operands.ts';
import { pemBlocks } from '../pem.ts';
import { parseCertificates } from './certificate.ts';
import { base64, certificateValue, record } from './certificate-value.ts';
import { isPair, privateKeyOf, privateKeyValue } from './private-keys.ts';
import { latin1 } from './source.ts';

const PEM = '-----BEGIN ';
const PRIVATE_KEY = 'PRIVATE KEY';

/** A certificate, with others behind it, and the private key of the first one, as Go's JSON of tls.Certificate. */
export function keyPairValue(certificates: string, key: string): RegoObject {
  const chain = blocksOf(certificates, 'CERTIFICATE').filter(({ type }) => type === 'CERTIFICATE');
  const keyBlock = blocksOf(key, PRIVATE_KEY).find(
    ({ type }) => type === PRIVATE_KEY || type.endsWith(` ${PRIVATE_KEY}`),
  );
  const [first] = chain;
  if (first === undefined || keyBlock === undefined) throw new OperandError('no certificate, or no key');
  const [leaf, ...rest] = parseCertificates(first.bytes);
  const privateKey = privateKeyOf(keyBlock.bytes);
  if (leaf?.publicKey.key === undefined || rest.length > 0 || !isPair(privateKey, leaf.publicKey.key)) {
    throw new OperandError('no pair');
  }
  return record({
    Certificate: chain.map(({ bytes }) => base64(bytes)),
    PrivateKey: privateKeyValue(privateKey),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: certificateValue(leaf),
  });
}

/** PEM, or base64 of PEM or of DER, which is of this type then. */
function blocksOf(source: string, type: string): { readonly type: string; readonly bytes: Buffer }[] {
  const text = latin1(source);
  if (text.startsWith(PEM)) return [...pemBlocks(text)];
  const bytes = decodeBase64(text);
  const decoded = bytes.toString('latin1');
  return decoded.startsWith(PEM) ? [...pemBlocks(decoded)] : [{ type, bytes }];
}
