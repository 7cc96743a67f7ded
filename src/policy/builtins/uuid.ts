import { randomUUID } from 'node:crypto';
import { bytesOf } from '../bytes.ts';
import { numberFromInteger, RegoObject, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { text } from './operands.ts';

/** UUIDs (OPA: internal/uuid, RFC 4122). */
export const UUIDS: Readonly<Record<string, Builtin>> = {
  'uuid.parse': ([uuid]) => parse(text(uuid)),
  'uuid.rfc4122': (args, context) => context.once('uuid.rfc4122', args, randomUUID),
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const BARE = /^[0-9a-f]{32}$/i;

/** 100 nanoseconds between 1582-10-15, where the time of a UUID begins, and 1970. */
const EPOCH = 0x01b21dd213814000n;

const DOMAINS = ['Person', 'Group', 'Org'];

function parse(spelled: string): Value | undefined {
  const hex = hexOf(bytesOf(spelled).toString('latin1'));
  if (hex === undefined) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const version = bytes.readUInt8(6) >> 4;
  const object = RegoObject.from([
    ['version', version],
    ['variant', variant(bytes.readUInt8(8))],
  ]);
  if (version === 1 || version === 2) {
    object
      .set('time', numberFromInteger(time(bytes)))
      .set('nodeid', bytes.toString('hex', 10).match(/../g)?.join('-') ?? '')
      .set('macvariables', macVariables(bytes.readUInt8(10)))
      .set('clocksequence', bytes.readUInt16BE(8) & 0x3fff);
  }
  if (version === 2) {
    const domain = bytes.readUInt8(9);
    object.set('id', bytes.readUInt32BE(0)).set('domain', DOMAINS[domain] ?? `Domain${domain}`);
  }
  return object;
}

/** The digits of a UUID as it is, behind `urn:uuid:`, in braces (which are not looked at), or without hyphens. */
function hexOf(spelled: string): string | undefined {
  if (spelled.length === 32) return BARE.test(spelled) ? spelled : undefined;
  const body = bodyOf(spelled);
  return body !== undefined && UUID.test(body) ? body.slice(0, 36).replaceAll('-', '') : undefined;
}

function bodyOf(spelled: string): string | undefined {
  switch (spelled.length) {
    case 36:
      return spelled;
    case 38:
      return spelled.slice(1);
    case 45:
      return spelled.slice(0, 9).toLowerCase() === 'urn:uuid:' ? spelled.slice(9) : undefined;
    default:
      return undefined;
  }
}

function variant(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

/** Nanoseconds since 1970; wraps where Go's int64 does. */
function time(bytes: Buffer): bigint {
  const low = BigInt(bytes.readUInt32BE(0));
  const middle = BigInt(bytes.readUInt16BE(4));
  const high = BigInt(bytes.readUInt16BE(6) & 0x0fff);
  const ticks = low | (middle << 32n) | (high << 48n);
  return BigInt.asIntN(64, (ticks - EPOCH) * 100n);
}

function macVariables(byte: number): string {
  return `${(byte & 2) === 0 ? 'global' : 'local'}:${(byte & 1) === 0 ? 'unicast' : 'multicast'}`;
}
