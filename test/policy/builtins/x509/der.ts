/*
 * Writes DER (X.690), as much as certificates need: every value is a Buffer that can be put into another one.
 */

export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

export const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]) => tlv(0x31, ...parts);
export const octets = (bytes: Uint8Array) => tlv(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0) => tlv(0x03, Buffer.from([unused]), bytes);
export const boolean = (value: boolean) => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text));
export const ascii = (tag: number, text: string) => tlv(tag, Buffer.from(text, 'latin1'));
export const context = (number: number, ...parts: readonly Uint8Array[]) => tlv(0xa0 | number, ...parts);

/** From its bytes as they are, so that it can be one that is not in the shortest form. */
export const integerOf = (hex: string) => tlv(0x02, Buffer.from(hex, 'hex'));

export function integer(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return integerOf(Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even);
}

export function oid(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128));
    return digits;
  });
  return tlv(0x06, Buffer.from(bytes));
}

/** UTCTime up to 2049, as RFC 5280 asks for, GeneralizedTime from then on. */
export function time(iso: string): Buffer {
  const digits = iso.replaceAll(/[-:T]/g, '').replace(/\.\d+/, '');
  return Number(iso.slice(0, 4)) < 2050 ? ascii(0x17, digits.slice(2)) : ascii(0x18, digits);
}
