import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { RegoObject } from '../../value.ts';
import { parseJson } from '../go-json.ts';
import { array, OperandError, object, text } from '../operands.ts';

/** A key of a JWK set. */
export interface Jwk {
  /** The algorithm that it says it is for; empty where it says none. */
  readonly alg: string;
  /** Empty where it has none. */
  readonly kid: string;
  /** Public, private, or secret. */
  readonly key: KeyObject;
}

/** More keys in a set are refused. */
const MAX_KEYS = 1000;

/** Bytes of a coordinate. */
const CURVES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
const OKP: readonly string[] = ['Ed25519', 'X25519'];

const ALGORITHM =
  /^(?:[EHPR]S(?:256|384|512)|ES256K|EdDSA|Ed25519|none|dir|RSA1_5|RSA-OAEP(?:-(?:256|384|512))?|A(?:128|192|256)(?:GCMKW|KW|GCM)|ECDH-ES(?:\+A(?:128|192|256)KW)?|PBES2-HS(?:256\+A128|384\+A192|512\+A256)KW|A128CBC-HS256|A192CBC-HS384|A256CBC-HS512)$/;
const BASE64 = /^[0-9A-Za-z_+/-]+={0,2}$/;

/**
 * The keys of a JWK, or of a set of them (RFC 7517). One that cannot be read makes the whole set unreadable, as in OPA.
 *
 * @param json text
 * @throws OperandError
 */
export function parseJwkSet(json: string): Jwk[] {
  const document = object(parseJson(json));
  const keys = document.has('keys') ? array(document.get('keys')) : [document];
  if (keys.length > MAX_KEYS) throw new OperandError('too many keys');
  return keys.map((key) => parseJwk(object(key)));
}

function parseJwk(jwk: RegoObject): Jwk {
  const alg = optionalText(jwk, 'alg');
  if (alg !== '' && !ALGORITHM.test(alg)) throw new OperandError('an unknown algorithm');
  optionalText(jwk, 'use');
  return { alg, kid: optionalText(jwk, 'kid'), key: keyOf(jwk) };
}

function keyOf(jwk: RegoObject): KeyObject {
  switch (jwk.get('kty')) {
    case 'RSA':
      return rsaKey(jwk);
    case 'EC':
      return ecKey(jwk);
    case 'OKP':
      return okpKey(jwk);
    case 'oct':
      return createSecretKey(bytes(jwk, 'k'));
    default:
      throw new OperandError('an unknown type of key');
  }
}

function rsaKey(jwk: RegoObject): KeyObject {
  const [n, e] = [integer(jwk, 'n'), integer(jwk, 'e')];
  if (e % 2n === 0n || e >= 2n ** 63n) throw new OperandError('an exponent that RSA does not have');
  const publicPart = { kty: 'RSA', n: base64url(n), e: base64url(e) };
  if (!jwk.has('d')) return createPublicKey({ format: 'jwk', key: publicPart });
  const [d, p, q] = [integer(jwk, 'd'), integer(jwk, 'p'), integer(jwk, 'q')];
  const dp = jwk.has('dp') ? integer(jwk, 'dp') : d % (p - 1n);
  const dq = jwk.has('dq') ? integer(jwk, 'dq') : d % (q - 1n);
  const qi = jwk.has('qi') ? integer(jwk, 'qi') : inverse(q, p);
  const privatePart = Object.entries({ d, p, q, dp, dq, qi }).map(([name, value]) => [name, base64url(value)]);
  return createPrivateKey({ format: 'jwk', key: { ...publicPart, ...Object.fromEntries(privatePart) } });
}

function ecKey(jwk: RegoObject): KeyObject {
  const crv = text(jwk.get('crv'));
  const size = CURVES[crv];
  if (size === undefined) throw new OperandError('an unknown curve');
  const coordinate = (name: string) => base64url(integer(jwk, name, 0n), size);
  const publicPart = { kty: 'EC', crv, x: coordinate('x'), y: coordinate('y') };
  if (!jwk.has('d')) return createPublicKey({ format: 'jwk', key: publicPart });
  return createPrivateKey({ format: 'jwk', key: { ...publicPart, d: coordinate('d') } });
}

function okpKey(jwk: RegoObject): KeyObject {
  const crv = text(jwk.get('crv'));
  if (!OKP.includes(crv)) throw new OperandError('an unknown curve');
  const publicPart = { kty: 'OKP', crv, x: bytes(jwk, 'x').toString('base64url') };
  if (!jwk.has('d')) return createPublicKey({ format: 'jwk', key: publicPart });
  const d = bytes(jwk, 'd').toString('base64url');
  const key = createPrivateKey({ format: 'jwk', key: { ...publicPart, d } });
  if (createPublicKey(key).export({ format: 'jwk' }).x !== publicPart.x) throw new OperandError('two halves of a key');
  return key;
}

function bytes(jwk: RegoObject, name: string): Buffer {
  const encoded = text(jwk.get(name));
  if (!BASE64.test(encoded)) throw new OperandError('no base64');
  return Buffer.from(encoded, 'base64');
}

/** An integer of at least `least`. */
function integer(jwk: RegoObject, name: string, least = 1n): bigint {
  const value = BigInt(`0x0${bytes(jwk, name).toString('hex')}`);
  if (value < least) throw new OperandError('a number that no key has');
  return value;
}

/** @param size bytes, at least */
function base64url(value: bigint, size = 0): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(size * 2, hex.length + (hex.length % 2)), '0'), 'hex').toString('base64url');
}

/** The number by which `value` is 1 modulo `modulus`. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n && b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

function optionalText(jwk: RegoObject, name: string): string {
  return jwk.has(name) ? text(jwk.get(name)) : '';
}
