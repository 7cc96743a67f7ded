/*
 * Certificates for tests, right and wrong ones, signed here and now.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ascii, bits, boolean, context, integer, octets, oid, sequence, setOf, time, tlv, utf8 } from './der.ts';

export interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const OTHER = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
export const P521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
export const ED25519 = generateKeyPairSync('ed25519');
export const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Names of the parts of a certificate that may be something else than usual. */
export interface Draft {
  readonly name?: string | Buffer;
  readonly issuer?: string | Buffer;
  readonly key?: Pair;
  readonly signer?: Pair;
  readonly from?: string;
  readonly until?: string;
  readonly serial?: Buffer;
  readonly version?: number | null;
  readonly extensions?: readonly Buffer[];
  readonly algorithm?: Buffer;
  readonly outerAlgorithm?: Buffer;
  readonly digest?: string;
  readonly publicKey?: Buffer;
  readonly signature?: Buffer;
}

const ECDSA = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};
const PKCS1 = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
  md5: '1.2.840.113549.1.1.4',
};
const NULL = tlv(0x05);

export function algorithmOf({ privateKey }: Pair, digest: string): Buffer {
  if (privateKey.asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'));
  if (privateKey.asymmetricKeyType === 'ec') return sequence(oid(ECDSA[digest as keyof typeof ECDSA]));
  return sequence(oid(PKCS1[digest as keyof typeof PKCS1]), NULL);
}

/** A name with a common name, and whatever else is given as attribute and value. */
export function nameOf(common: string, ...more: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: (readonly [string, Buffer])[] = [...more, ['2.5.4.3', utf8(common)]];
  return sequence(...parts.map(([id, value]) => setOf(sequence(oid(id), value))));
}

/** DER. Without anything given it is a self-signed one that is no authority. */
export function certificate(draft: Draft = {}): Buffer {
  const { name = 'leaf', key = P256, from = '2020-01-01T00:00:00Z', until = '2099-01-01T00:00:00Z' } = draft;
  const { issuer = name, signer = key, serial = integer(1), version = 3, extensions = [], digest = 'sha256' } = draft;
  const { algorithm = algorithmOf(signer, digest) } = draft;
  const written = (text: string | Buffer) => (typeof text === 'string' ? nameOf(text) : text);
  const body = sequence(
    ...(version === null ? [] : [context(0, integer(version - 1))]),
    serial,
    algorithm,
    written(issuer),
    sequence(time(from), time(until)),
    written(name),
    draft.publicKey ?? key.publicKey.export({ format: 'der', type: 'spki' }),
    ...(extensions.length === 0 ? [] : [context(3, sequence(...extensions))]),
  );
  const hash = signer.privateKey.asymmetricKeyType === 'ed25519' ? null : digest;
  const signature = draft.signature ?? sign(hash, body, signer.privateKey);
  return sequence(body, draft.outerAlgorithm ?? algorithm, bits(signature));
}

export function pem(...certificates: readonly Buffer[]): string {
  return certificates.map((der) => pemOf('CERTIFICATE', der)).join('');
}

export function pemOf(type: string, der: Buffer): string {
  return `-----BEGIN ${type}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${type}-----\n`;
}

export function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}

/** Basic constraints. */
export function authority(isCa = true, path?: number, critical = true): Buffer {
  return extension(
    '2.5.29.19',
    sequence(...(isCa ? [boolean(true)] : []), ...(path === undefined ? [] : [integer(path)])),
    critical,
  );
}

/** Bits from the left: digitalSignature, ..., keyCertSign (5), cRLSign (6). */
export function keyUsage(...usages: readonly number[]): Buffer {
  const last = Math.max(...usages);
  const bytes = Buffer.alloc(1 + (last >> 3));
  for (const usage of usages) bytes[usage >> 3] = (bytes[usage >> 3] ?? 0) | (0x80 >> (usage & 7));
  return extension('2.5.29.15', bits(bytes, 7 - (last & 7)), true);
}

/** 1 server, 2 client, 3 code, 4 mail; 0 any. */
export function purposes(...numbers: readonly (number | string)[]): Buffer {
  const name = (one: number | string) =>
    typeof one === 'string' ? one : one === 0 ? '2.5.29.37.0' : `1.3.6.1.5.5.7.3.${one}`;
  return extension('2.5.29.37', sequence(...numbers.map((one) => oid(name(one)))));
}

/** A general name: `dns:a.b`, `email:a@b`, `uri:...`, `ip:hex`. */
export function generalName(text: string): Buffer {
  const colon = text.indexOf(':');
  const value = text.slice(colon + 1);
  switch (text.slice(0, colon)) {
    case 'email':
      return ascii(0x81, value);
    case 'dns':
      return ascii(0x82, value);
    case 'uri':
      return ascii(0x86, value);
    case 'dir':
      return context(4, nameOf(value));
    default:
      return tlv(0x87, Buffer.from(value, 'hex'));
  }
}

export function alternativeNames(...names: readonly string[]): Buffer {
  return extension('2.5.29.17', sequence(...names.map(generalName)));
}

export function nameConstraints(permitted: readonly string[], excluded: readonly string[], critical = true): Buffer {
  const subtrees = (number: number, names: readonly string[]) =>
    names.length === 0 ? [] : [context(number, ...names.map((name) => sequence(generalName(name))))];
  return extension('2.5.29.30', sequence(...subtrees(0, permitted), ...subtrees(1, excluded)), critical);
}
