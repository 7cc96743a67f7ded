import { OperandError } from '../operands.ts';

/** Tags of ASN.1 (X.690); the constructed bit is part of them. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A context-specific tag, primitive or constructed. */
export function context(number: number, constructed = false): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/** A value of DER. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */
  readonly full: Buffer;
}

const UTC_TIME = /^([0-9]{2})([0-9]{10})Z$/;
const GENERALIZED_TIME = /^[0-9]{14}Z$/;

/** Reads values of DER one after the other. Every method throws OperandError where there is something else. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get empty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Whether a value with this tag comes next. */
  next(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  /** The next value, which has to have this tag if one is given. */
  read(tag?: number): Element {
    const start = this.#at;
    const found = this.#byte(start);
    // Tags of more than one byte are in no certificate.
    if ((found & 0x1f) === 0x1f || (tag !== undefined && found !== tag)) throw new OperandError('another tag of DER');
    const [length, head] = this.#length(start + 1);
    const end = start + head + length;
    if (end > this.#bytes.length) throw new OperandError('a value of DER is cut off');
    this.#at = end;
    return { tag: found, content: this.#bytes.subarray(start + head, end), full: this.#bytes.subarray(start, end) };
  }

  /** What is inside of the next value. */
  enter(tag: number): DerReader {
    return new DerReader(this.read(tag).content);
  }

  /** The same if a value with this tag comes next. */
  enterOptional(tag: number): DerReader | undefined {
    return this.next(tag) ? this.enter(tag) : undefined;
  }

  oid(): number[] {
    return oidOf(this.read(TAG.oid).content);
  }

  integer(tag: number = TAG.integer): bigint {
    const { content } = this.read(tag);
    const [first, second] = content;
    const padded = (first === 0 && (second ?? 0x80) < 0x80) || (first === 0xff && (second ?? 0) >= 0x80);
    if (first === undefined || (content.length > 1 && padded)) throw new OperandError('no integer of DER');
    return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`));
  }

  boolean(): boolean {
    const { content } = this.read(TAG.boolean);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new OperandError('no boolean of DER');
    return content[0] === 0xff;
  }

  /** Bytes, and how many bits of the last one are unused. */
  bitString(): { readonly bytes: Buffer; readonly unused: number } {
    const { content } = this.read(TAG.bitString);
    const [unused = 8] = content;
    const bytes = content.subarray(1);
    const last = bytes.at(-1);
    if (unused > 7 || (last === undefined ? unused > 0 : (last & ((1 << unused) - 1)) !== 0)) {
      throw new OperandError('no bit string of DER');
    }
    return { bytes, unused };
  }

  /** Unix seconds. */
  time(): number {
    const { tag, content } = this.read();
    const text = content.toString('latin1');
    const utc = tag === TAG.utcTime ? UTC_TIME.exec(text) : undefined;
    if (utc) return instant(`${Number(utc[1]) < 50 ? '20' : '19'}${utc[1]}${utc[2]}`);
    if (tag !== TAG.generalizedTime || !GENERALIZED_TIME.test(text)) throw new OperandError('no time of DER');
    return instant(text.slice(0, 14));
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new OperandError('a value of DER is cut off');
    return byte;
  }

  /** Length of a content, and of what stands before it. */
  #length(at: number): readonly [number, number] {
    const first = this.#byte(at);
    if (first < 0x80) return [first, 2];
    const size = first & 0x7f;
    if (size === 0 || size > 4 || at + size >= this.#bytes.length) throw new OperandError('no length of DER');
    const length = this.#bytes.readUIntBE(at + 1, size);
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) throw new OperandError('no length of DER');
    return [length, 2 + size];
  }
}

/** Bits with the unused ones at the front. */
export function aligned({ bytes, unused }: { readonly bytes: Buffer; readonly unused: number }): Buffer {
  if (unused === 0) return bytes;
  const bits = BigInt(`0x0${bytes.toString('hex')}`) >> BigInt(unused);
  return Buffer.from(bits.toString(16).padStart(bytes.length * 2, '0'), 'hex');
}

/** DER of a value that consists of these parts. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const digits = length.toString(16);
  const size = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | size.length), size, content]);
}

/** The numbers of an object identifier. */
export function oidOf(content: Buffer): number[] {
  const values: number[] = [];
  let [value, start] = [0, true];
  for (const byte of content) {
    if ((start && byte === 0x80) || value >= 2 ** 24) throw new OperandError('no object identifier');
    value = value * 128 + (byte & 0x7f);
    start = byte < 0x80;
    if (start) values.push(value);
    if (start) value = 0;
  }
  const [first] = values;
  if (first === undefined || !start) throw new OperandError('no object identifier');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...values.slice(1)];
}

/** @param digits `YYYYMMDDhhmmss` */
function instant(digits: string): number {
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)(..)(..)(..)$/.exec(digits) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const milliseconds = Date.parse(iso);
  // A day that its month does not have is moved into the next one by Date.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso.replace('Z', '.000Z')) {
    throw new OperandError('no time');
  }
  return milliseconds / 1000;
}
