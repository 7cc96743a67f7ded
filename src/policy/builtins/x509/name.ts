import { isUtf8 } from 'node:buffer';
import { RegoObject, type Value } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { DerReader, type Element, TAG } from './der.ts';

/** Attributes of a name (2.5.4.x) that Go has fields for; those that may be there several times, as lists. */
const LISTS: Readonly<Record<number, string>> = {
  6: 'Country',
  7: 'Locality',
  8: 'Province',
  9: 'StreetAddress',
  10: 'Organization',
  11: 'OrganizationalUnit',
  17: 'PostalCode',
};
const SINGLES: Readonly<Record<number, string>> = { 3: 'CommonName', 5: 'SerialNumber' };

const PRINTABLE = /^[0-9A-Za-z '()+,\-./:=?*&]*$/;
const NUMERIC = /^[0-9 ]*$/;
/** Noncharacters and surrogates. */
const NO_BMP = /[\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]/;

interface Attribute {
  readonly type: readonly number[];
  readonly value: string;
}

/** A distinguished name as Go's pkix.Name in JSON. */
export function parseName(der: Buffer): RegoObject {
  const attributes = parseAttributes(der);
  const singles = new Map<string, Value>(Object.values(SINGLES).map((field) => [field, '']));
  const lists = new Map<string, Value[]>(Object.values(LISTS).map((field) => [field, []]));
  for (const { type, value } of attributes) {
    const [two, five, four, number = -1] = type;
    if (type.length !== 4 || two !== 2 || five !== 5 || four !== 4) continue;
    lists.get(LISTS[number] ?? '')?.push(value);
    if (SINGLES[number] !== undefined) singles.set(SINGLES[number], value);
  }
  const names = attributes.map(({ type, value }) => RegoObject.from(Object.entries({ Type: type, Value: value })));
  return RegoObject.from([
    ...singles,
    ...[...lists].map(([field, values]) => [field, orNull(values)] as const),
    ['Names', orNull(names)],
    ['ExtraNames', null],
  ]);
}

/** A list as Go writes a slice that was never made where it is empty. */
export function orNull(values: readonly Value[]): Value {
  return values.length === 0 ? null : values;
}

function parseAttributes(der: Buffer): Attribute[] {
  const attributes: Attribute[] = [];
  const names = new DerReader(der).enter(TAG.sequence);
  while (!names.empty) {
    const set = names.enter(TAG.set);
    while (!set.empty) {
      const attribute = set.enter(TAG.sequence);
      attributes.push({ type: attribute.oid(), value: stringOf(attribute.read()) });
    }
  }
  return attributes;
}

/** A string of one of ASN.1's many kinds. */
function stringOf({ tag, content }: Element): string {
  const text = content.toString('latin1');
  switch (tag) {
    case 0x0c: // UTF8String
      return checked(content.toString(), isUtf8(content));
    case 0x12: // NumericString
      return checked(text, NUMERIC.test(text));
    case 0x13: // PrintableString
      return checked(text, PRINTABLE.test(text));
    case 0x14: // T61String, which everybody reads as Latin-1
      return text;
    case 0x16: // IA5String
      return ia5(content);
    case 0x1e: // BMPString
      return bmp(content);
    default:
      throw new OperandError('an unknown kind of string');
  }
}

/** Text of ASCII. */
export function ia5(content: Buffer): string {
  const text = content.toString('latin1');
  return checked(
    text,
    content.every((byte) => byte < 0x80),
  );
}

function bmp(content: Buffer): string {
  if (content.length % 2 !== 0) throw new OperandError('no BMPString');
  const text = Buffer.from(content).swap16().toString('utf16le');
  return checked(text.endsWith('\0') ? text.slice(0, -1) : text, !NO_BMP.test(text));
}

function checked(text: string, valid: boolean): string {
  if (!valid) throw new OperandError('a character that the kind of string does not have');
  return text;
}
