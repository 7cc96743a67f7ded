import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function testdata(name: string): string {
  return readFileSync(join(import.meta.dirname, 'testdata', name), 'utf8');
}

/** A self-signed certificate and its key. */
export const CERTIFICATE = testdata('tls.crt');
export const CERTIFICATE_KEY = testdata('tls.key');
/** An RSA key that belongs to no certificate. */
export const OTHER_KEY = testdata('other.key');
/** A public key for ES256. */
export const PUBLIC_KEY = testdata('signing.pem');
