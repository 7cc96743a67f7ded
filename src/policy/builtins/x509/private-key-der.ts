import { createPrivateKey, type KeyObject } from 'node:crypto';
import { OperandError } from '../operands.ts';
import { context, DerReader, element, TAG } from './der.ts';
import { isSound, type RsaNumbers } from './rsa-numbers.ts';

/** Object identifiers in DER. */
const RSA = Buffer.from('06092a864886f70d010101', 'hex');
const EC = Buffer.from('06072a8648ce3d0201', 'hex');

/** X25519 and Ed25519, whose keys are 32 bytes (RFC 8410). */
const RAW = [Buffer.from('06032b656e', 'hex'), Buffer.from('06032b6570', 'hex')];

/** Bytes of a private key on each curve that Go knows. */
const CURVES: Readonly<Record<string, number>> = {
  '1.3.132.0.33': 28,
  '1.2.840.10045.3.1.7': 32,
  '1.3.132.0.34': 48,
  '1.3.132.0.35': 66,
};

/** In the order of RFC 8017. */
const NUMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

const ZERO = Buffer.of(TAG.integer, 1, 0);
const NULL = Buffer.of(TAG.null, 0);

/*
 * Private keys as Go's crypto/x509 reads them, written anew for OpenSSL: the two pass over different things, and OpenSSL
 * believes what a file says of the public key. All of them throw an error for what is no key.
 */

/** RSAPrivateKey (RFC 8017), of two primes. */
export function parsePkcs1(der: Buffer): KeyObject {
  const outer = new DerReader(der);
  const reader = outer.enter(TAG.sequence);
  const version = reader.integer();
  const numbers = NUMBERS.map((name) => [name, reader.integer()] as const);
  const isSingle = outer.empty && version <= 1n && numbers.every(([, number]) => number > 0n);
  if (!isSingle || !isSound(Object.fromEntries(numbers) as RsaNumbers)) throw new OperandError('no sound key of RSA');
  return pkcs8(RSA, NULL, element(TAG.sequence, ZERO, ...numbers.map(([, number]) => integerOf(number))));
}

/** PrivateKeyInfo (RFC 5208). */
export function parsePkcs8(der: Buffer): KeyObject {
  const reader = new DerReader(der).enter(TAG.sequence);
  reader.integer();
  const algorithm = reader.enter(TAG.sequence);
  const { full: name } = algorithm.read(TAG.oid);
  const parameters = algorithm.empty ? undefined : algorithm.read();
  const key = reader.read(TAG.octetString).content;
  if (name.equals(RSA)) return parsePkcs1(key);
  if (name.equals(EC)) return parseSec1(key, parameters?.tag === TAG.oid ? parameters.full : undefined);
  const raw = new DerReader(key).read(TAG.octetString);
  if (!RAW.some((known) => known.equals(name)) || parameters !== undefined || raw.content.length !== 32) {
    throw new OperandError('an unknown kind of key');
  }
  return pkcs8(name, undefined, raw.full);
}

/** ECPrivateKey (RFC 5915). @param curve its OID, if it stands elsewhere */
export function parseSec1(der: Buffer, curve?: Buffer): KeyObject {
  const reader = new DerReader(der).enter(TAG.sequence);
  const version = reader.integer();
  const { content } = reader.read(TAG.octetString);
  const named = reader.enterOptional(context(0, true))?.read(TAG.oid).full;
  reader.enterOptional(context(1, true))?.bitString();
  const oid = curve ?? named;
  const size = oid === undefined ? undefined : CURVES[new DerReader(oid).oid().join('.')];
  if (version !== 1n || oid === undefined || size === undefined) throw new OperandError('an unknown curve');
  const surplus = Math.max(content.length - size, 0);
  if (content.subarray(0, surplus).some((byte) => byte !== 0)) throw new OperandError('too long a key');
  const bytes = Buffer.concat([Buffer.alloc(Math.max(size - content.length, 0)), content.subarray(surplus)]);
  const written = element(TAG.sequence, Buffer.of(TAG.integer, 1, 1), element(TAG.octetString, bytes));
  return pkcs8(EC, oid, written);
}

function pkcs8(name: Buffer, parameters: Buffer | undefined, key: Buffer): KeyObject {
  const algorithm = element(TAG.sequence, name, ...(parameters === undefined ? [] : [parameters]));
  const der = element(TAG.sequence, ZERO, algorithm, element(TAG.octetString, key));
  return createPrivateKey({ format: 'der', type: 'pkcs8', key: der });
}

function integerOf(positive: bigint): Buffer {
  const digits = positive.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return element(TAG.integer, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}
