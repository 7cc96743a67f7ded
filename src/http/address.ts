import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';
import { GatewayError } from '../errors.ts';

const MAPPED = '::ffff:';

/**
 * An IP address in one spelling: IPv6 in the short form of RFC 5952, an IPv4-mapped address as IPv4, no zone. What is no
 * address comes back as it is.
 */
export function normalizeAddress(address: string): string {
  if (isIPv4(address)) return address;
  const zone = address.indexOf('%');
  const bare = zone === -1 ? address : address.slice(0, zone);
  if (isIP(bare) !== 6) return address;
  const short = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  const mapped = short.startsWith(MAPPED) ? short.slice(MAPPED.length) : '';
  return isIPv4(mapped) ? mapped : short;
}

/** A set of networks. Addresses have to be normalized. */
export class AddressSet {
  readonly #blocks = new BlockList();
  readonly #empty: boolean;

  private constructor(cidrs: readonly string[]) {
    this.#empty = cidrs.length === 0;
    for (const cidr of cidrs) this.#add(cidr);
  }

  /** From CIDRs and single addresses. Throws GatewayError `config_invalid`. */
  static from(cidrs: readonly string[]): AddressSet {
    return new AddressSet(cidrs);
  }

  has(address: string): boolean {
    if (this.#empty) return false;
    const family = isIP(address);
    return family !== 0 && this.#blocks.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  #add(cidr: string): void {
    const [network = '', prefix, ...rest] = cidr.split('/');
    const family = isIP(network);
    const longest = family === 4 ? 32 : 128;
    const length = prefix === undefined ? longest : Number(prefix);
    const valid = family !== 0 && rest.length === 0 && prefix !== '' && Number.isInteger(length);
    if (!valid || length < 0 || length > longest) {
      throw new GatewayError('config_invalid', `"${cidr}" is no network: write it as 10.0.0.0/8 or 2001:db8::/32`);
    }
    this.#blocks.addSubnet(network, length, family === 4 ? 'ipv4' : 'ipv6');
  }
}
