import { createPublicKey, type KeyObject } from 'node:crypto';
import { numberFromInteger, RegoObject, type Value } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { aligned, DerReader, element, oidOf, TAG } from './der.ts';

/** The subject's public key of a certificate or a request. */
export interface SubjectPublicKey {
  /** Go's number of its algorithm: 0 unknown, 1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519. */
  readonly algorithm: number;
  /** Undefined where the algorithm is unknown. */
  readonly key: KeyObject | undefined;
  /** As Go's JSON has it; null where the algorithm is unknown. */
  readonly value: Value;
}

const ALGORITHMS: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.1': 1,
  '1.2.840.10040.4.1': 2,
  '1.2.840.10045.2.1': 3,
  '1.3.101.112': 4,
};

/** Curves that Go reads. */
const CURVES: readonly string[] = ['1.3.132.0.33', '1.2.840.10045.3.1.7', '1.3.132.0.34', '1.3.132.0.35'];

const NULL = Buffer.from([TAG.null, 0]);

/** @param der SubjectPublicKeyInfo */
export function parsePublicKey(der: Buffer): SubjectPublicKey {
  const info = new DerReader(der).enter(TAG.sequence);
  const identifier = info.enter(TAG.sequence);
  const name = identifier.read(TAG.oid);
  const algorithm = ALGORITHMS[oidOf(name.content).join('.')] ?? 0;
  const parameters = identifier.empty ? undefined : identifier.read().full;
  const bytes = aligned(info.bitString());
  if (algorithm === 0) return { algorithm, key: undefined, value: null };
  const value = VALUES[algorithm]?.(bytes, parameters) ?? null;
  // Written anew: Go passes over what stands behind a part, and OpenSSL does not.
  const spki = element(
    TAG.sequence,
    element(TAG.sequence, name.full, ...(parameters === undefined ? [] : [parameters])),
    element(TAG.bitString, Buffer.of(0), bytes),
  );
  return { algorithm, key: createPublicKey({ format: 'der', type: 'spki', key: spki }), value };
}

type Reader = (bytes: Buffer, parameters: Buffer | undefined) => Value;

/** By the number of the algorithm: checks what Go checks, and gives the key as its JSON. */
const VALUES: Readonly<Record<number, Reader>> = {
  1: (bytes, parameters) => {
    require(parameters?.equals(NULL) === true);
    const key = new DerReader(bytes).enter(TAG.sequence);
    const [n, e] = [key.integer(), key.integer()];
    require(n > 0n && e > 0n && e < 2n ** 63n);
    return numbers({ N: n, E: e });
  },
  2: (bytes, parameters = Buffer.alloc(0)) => {
    const y = new DerReader(bytes).integer();
    const domain = new DerReader(parameters).enter(TAG.sequence);
    const [p, q, g] = [domain.integer(), domain.integer(), domain.integer()];
    require([y, p, q, g].every((number) => number > 0n));
    return numbers({ P: p, Q: q, G: g, Y: y });
  },
  3: (bytes, parameters = Buffer.alloc(0)) => {
    require(CURVES.includes(new DerReader(parameters).oid().join('.')) && bytes[0] === 4);
    return ecValue(bytes);
  },
  4: (bytes, parameters) => {
    require(parameters === undefined && bytes.length === 32);
    return bytes.toString('base64');
  },
};

/** @param point uncompressed */
export function ecValue(point: Buffer): RegoObject {
  const middle = (point.length + 1) / 2;
  const coordinate = (start: number, end: number) => BigInt(`0x0${point.toString('hex', start, end)}`);
  return numbers({ X: coordinate(1, middle), Y: coordinate(middle, point.length) }).set('Curve', new RegoObject());
}

/** Numbers of any size as an object. */
export function numbers(members: Readonly<Record<string, bigint>>): RegoObject {
  return RegoObject.from(Object.entries(members).map(([name, number]) => [name, numberFromInteger(number)] as const));
}

function require(valid: boolean): void {
  if (!valid) throw new OperandError('no public key');
}
