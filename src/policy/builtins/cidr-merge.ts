import { bitLength, mapped, type Network, rangeOf, unmapped } from './network.ts';

/** First and last address among all of IPv6; `network` where it is still one that was given. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
  readonly network: Network | undefined;
}

/** The fewest networks that have the same addresses (OPA: internal/cidr/merge). One that touches no other stays as given. */
export function merge(networks: readonly Network[], checkDeadline: () => void): Network[] {
  const ranges = networks.map(place).sort((a, b) => order(a.last, b.last) || order(a.first, b.first));
  const merged: Range[] = [];
  // From the last one down: a range that reaches its predecessor becomes one with it.
  for (const range of ranges.reverse()) {
    const upper = merged.at(-1);
    if (upper === undefined || before(upper.first) > range.last) {
      merged.push(range);
    } else {
      merged[merged.length - 1] = { first: least(range.first, upper.first), last: upper.last, network: undefined };
    }
  }
  return merged.flatMap((range) => {
    checkDeadline();
    return range.network ?? networksOf(range);
  });
}

function place(network: Network): Range {
  const [first, last] = rangeOf(network);
  const { family } = network.address;
  return { first: mapped({ family, bits: first }), last: mapped({ family, bits: last }), network };
}

/** The address before this one; nothing is before the first one of a family. */
function before(place: bigint): bigint {
  return unmapped(place).bits === 0n ? place : place - 1n;
}

/** The largest networks that begin where the last one ended. */
function networksOf({ first, last }: Range): Network[] {
  const family = unmapped(first).family === 4 && unmapped(last).family === 4 ? 4 : 6;
  const networks: Network[] = [];
  for (let start = first; start <= last; ) {
    let hostBits = 0;
    while (hostBits < bitLength(family) && fits(start, last, BigInt(hostBits + 1))) hostBits++;
    networks.push({
      address: family === 4 ? unmapped(start) : { family, bits: start },
      prefix: bitLength(family) - hostBits,
    });
    start += 1n << BigInt(hostBits);
  }
  return networks;
}

function fits(start: bigint, last: bigint, hostBits: bigint): boolean {
  const host = (1n << hostBits) - 1n;
  return (start & host) === 0n && start + host <= last;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
