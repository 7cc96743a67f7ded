import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { bytesOf } from '../bytes.ts';
import type { Builtin } from './builtin.ts';
import { text } from './operands.ts';

/** Digests and message authentication codes, as hex (OPA: topdown/crypto.go). */
export const DIGESTS: Readonly<Record<string, Builtin>> = {
  'crypto.hmac.equal': ([a, b]) => equal(bytesOf(text(a)), bytesOf(text(b))),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.md5': digest('md5'),
  'crypto.sha1': digest('sha1'),
  'crypto.sha256': digest('sha256'),
};

function digest(algorithm: string): Builtin {
  return ([message]) =>
    createHash(algorithm)
      .update(bytesOf(text(message)))
      .digest('hex');
}

function hmac(algorithm: string): Builtin {
  return ([message, key]) =>
    createHmac(algorithm, bytesOf(text(key)))
      .update(bytesOf(text(message)))
      .digest('hex');
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
