/**
 * What counts as one client address: an IPv4 address as it is, an IPv6 address by its /64, which is what one subscriber
 * gets at least (RFC 6177). The address is in the normal spelling of http/address.ts or any other of RFC 4291, section 2.2.
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined && groups.length < 4) {
    const last = tail === '' ? [] : tail.split(':');
    const written = last.length + (tail.includes('.') ? 1 : 0);
    while (groups.length + written < 8) groups.push('0');
    groups.push(...last);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
