import { bytesOf } from '../../bytes.ts';
import { decodeBase64 } from '../base64.ts';
import { OperandError } from '../operands.ts';
import { pemBlocks } from '../pem.ts';
import { type Certificate, parseCertificates } from './certificate.ts';

const PEM = '-----BEGIN';

/**
 * Certificates from the text that OPA takes: PEM, or base64 of PEM or of DER.
 *
 * @throws OperandError
 */
export function certificatesOf(source: string): Certificate[] {
  if (source.startsWith(PEM)) return fromPem(latin1(source));
  const bytes = decodeBase64(latin1(source));
  const text = bytes.toString('latin1');
  return text.startsWith(PEM) ? fromPem(text) : parseCertificates(bytes);
}

/** One character a byte. */
export function latin1(text: string): string {
  return bytesOf(text).toString('latin1');
}

function fromPem(text: string): Certificate[] {
  const blocks = [...pemBlocks(text)];
  if (blocks.some(({ type }) => type !== 'CERTIFICATE')) throw new OperandError('PEM of something else');
  return parseCertificates(Buffer.concat(blocks.map(({ bytes }) => bytes)));
}
