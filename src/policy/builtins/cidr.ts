import { LimitExceeded } from '../faults.ts';
import { RegoObject, RegoSet, type Value } from '../value.ts';
import type { Builtin, BuiltinContext } from './builtin.ts';
import { merge } from './cidr-merge.ts';
import {
  type Address,
  addressText,
  bitLength,
  type Network,
  networkText,
  parseAddress,
  parseNetwork,
  rangeOf,
} from './network.ts';
import { isArray, members, OperandError, text } from './operands.ts';

/** Networks (OPA: topdown/cidr.go). */
export const CIDR: Readonly<Record<string, Builtin>> = {
  'net.cidr_contains_matches': ([networks, candidates], context) => matches(networks, candidates, context),
  'net.cidr_expand': ([cidr], context) => expand(networkOf(cidr), context),
  'net.cidr_is_valid': ([cidr]) => typeof cidr === 'string' && parseNetwork(cidr) !== undefined,
  'net.cidr_merge': ([networks], context) => {
    const merged = merge(members(networks).map(mergeable), () => context.checkDeadline());
    return RegoSet.from(merged.map(networkText));
  },
};

/** Addresses of a /12: more would not fit into what an evaluation may use. */
const MAX_ADDRESSES = 2n ** 20n;

function expand(network: Network, context: BuiltinContext): Value {
  const [first, last] = rangeOf(network);
  if (last - first >= MAX_ADDRESSES) throw new LimitExceeded(`net.cidr_expand of a /${network.prefix} has no end`);
  const addresses = new RegoSet();
  for (let bits = first; bits <= last; bits++) {
    if ((bits & 0xffn) === 0n) context.checkDeadline();
    addresses.add(addressText({ family: network.address.family, bits }));
  }
  return addresses;
}

function networkOf(cidr: Value | undefined): Network {
  const network = parseNetwork(text(cidr));
  if (network === undefined) throw new OperandError('no network');
  return network;
}

/** OPA gives an address without a prefix the one of its class, as networks had before CIDR. */
function mergeable(member: Value): Network {
  const address = parseAddress(text(member));
  if (address === undefined) return networkOf(member);
  if (address.family === 6) throw new OperandError('an IPv6 address needs a prefix');
  const octet = Number(address.bits >> 24n);
  return { address, prefix: octet < 128 ? 8 : octet < 192 ? 16 : 24 };
}

/** Pairs of index of a network and index of a candidate that lies in it. */
function matches(networks: Value | undefined, candidates: Value | undefined, context: BuiltinContext): RegoSet {
  const pairs = new RegoSet();
  const left = indexed(networks);
  const right = left.length === 0 ? [] : indexed(candidates);
  if (right.length === 0) return pairs;
  const ranges = right.map(([index, cidr]) => [index, candidateOf(cidr)] as const);
  for (const [index, cidr] of left) {
    context.checkDeadline();
    const network = networkOf(cidr);
    for (const [other, candidate] of ranges) {
      if (contains(network, candidate)) pairs.add([index, other]);
    }
  }
  return pairs;
}

/** The members of a collection, each with its index: position, key, or the member of a set itself. */
function indexed(operand: Value | undefined): (readonly [Value, Value])[] {
  if (typeof operand === 'string') return [[operand, operand]];
  if (isArray(operand)) return operand.map((item, index) => [index, cidrOf(item)] as const);
  if (operand instanceof RegoSet) return [...operand].map((member) => [member, cidrOf(member)] as const);
  return operand instanceof RegoObject ? [...operand].map(([key, member]) => [key, cidrOf(member)] as const) : [];
}

function cidrOf(member: Value): Value {
  const cidr = isArray(member) ? member[0] : member;
  if (cidr === undefined || (cidr === member && typeof cidr !== 'string')) throw new OperandError('no network');
  return cidr;
}

function candidateOf(cidr: Value): Network {
  const address: Address | undefined = parseAddress(text(cidr));
  return address === undefined ? networkOf(cidr) : { address, prefix: bitLength(address.family) };
}

function contains(network: Network, candidate: Network): boolean {
  if (network.address.family !== candidate.address.family) return false;
  const [first, last] = rangeOf(network);
  const [candidateFirst, candidateLast] = rangeOf(candidate);
  return first <= candidateFirst && candidateLast <= last;
}
