import { isIPv4, isIPv6 } from 'node:net';

/** An IP address. An IPv4-mapped address is of family 4, as Go's `net` compares and prints them. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** The addresses whose first `prefix` bits are those of `address`. */
export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** `::ffff:0:0/96`. */
const MAPPED = 0xffffn;
const DIGITS = /^[0-9]+$/;

/** An address without a zone (Go: net.ParseIP). */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) };
  return isIPv6(text) && !text.includes('%') ? unmapped(ipv6Bits(text)) : undefined;
}

/** `10.0.0.0/8`; bits behind the prefix are dropped (Go: net.ParseCIDR). */
export function parseNetwork(text: string): Network | undefined {
  const network = parseAsWritten(text);
  if (network === undefined) return undefined;
  const { address, prefix } = network;
  return { address: { family: address.family, bits: rangeOf(network)[0] }, prefix };
}

function parseAsWritten(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const digits = text.slice(slash + 1);
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  if (address === undefined || !DIGITS.test(digits)) return undefined;
  const prefix = Number(digits);
  if (!text.includes(':')) return prefix <= 32 ? { address, prefix } : undefined;
  if (prefix > 128) return undefined;
  if (address.family === 6) return { address, prefix };
  // A mapped address: with a prefix that leaves its mark it is a network of IPv4.
  if (prefix >= 96) return { address, prefix: prefix - 96 };
  return { address: { family: 6, bits: (MAPPED << 32n) | address.bits }, prefix };
}

/** As Go prints it: IPv6 in the form of RFC 5952, without dots. */
export function addressText({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((bits >> shift) & 0xffffn).toString(16));
  const [start, length] = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

export function networkText({ address, prefix }: Network): string {
  return `${addressText(address)}/${prefix}`;
}

export function bitLength(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** First and last address of a network, as bits. */
export function rangeOf({ address, prefix }: Network): readonly [bigint, bigint] {
  const host = (1n << BigInt(bitLength(address.family) - prefix)) - 1n;
  const first = address.bits & ~host;
  return [first, first | host];
}

/** An address with its place among all of IPv6. */
export function unmapped(bits: bigint): Address {
  return bits >> 32n === MAPPED ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}

/** The place of an address among all of IPv6, where IPv4 lies at `::ffff:0:0/96`. */
export function mapped({ family, bits }: Address): bigint {
  return family === 4 ? (MAPPED << 32n) | bits : bits;
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(text: string): bigint {
  const dot = text.lastIndexOf('.');
  const colon = text.lastIndexOf(':');
  const hex = dot < 0 ? text : `${text.slice(0, colon + 1)}${dottedGroups(text.slice(colon + 1))}`;
  const [head = [], tail] = hex.split('::', 2).map((part) => (part === '' ? [] : part.split(':')));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function dottedGroups(text: string): string {
  const bits = ipv4Bits(text);
  return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

/** Start and length of the longest run of zeros, the first one of several. */
function longestZeros(groups: readonly string[]): readonly [number, number] {
  let [best, bestLength, length] = [0, 0, 0];
  for (const [index, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > bestLength) [best, bestLength] = [index + 1 - length, length];
  }
  return [best, bestLength];
}
