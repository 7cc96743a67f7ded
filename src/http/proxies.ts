import { isIP, isIPv6 } from 'node:net';
import { type AddressSet, normalizeAddress } from './address.ts';
import { parseAuthority } from './authority.ts';
import { badHeader, type ControlFields } from './received.ts';

/** What trusted proxies say about the client. */
export interface Reported {
  readonly address: string;
  /** The client and the proxies between it and the peer. */
  readonly chain: readonly string[];
  readonly scheme: 'http' | 'https' | undefined;
  readonly host: string | undefined;
}

/** One element of `forwarded`, or one entry of `x-forwarded-for`. */
interface Hop {
  readonly for?: string;
  readonly proto?: string;
  readonly host?: string;
}

const PAIR = /[ \t]*([a-z]+)=(?:([!#$%&'*+.^_`|~0-9a-z:[\]-]+)|"((?:[^"\\]|\\.)*)")[ \t]*(?:([;,])|$)/iy;

/**
 * Follows the reports of trusted proxies from the peer towards the client and stops at the first address that is not
 * trusted: that is the client, and what stands further left is only its claim. An entry that is no address ends the walk too. `forwarded` and
 * `x-forwarded-for` have to agree where both are there, since a proxy that writes one of them lets the
 * client's other one through. Call it only where the peer is trusted. Throws GatewayError `bad_header`.
 */
export function readReports(peer: string, control: ControlFields, trusted: AddressSet): Reported {
  const standard = control.forwarded === undefined ? undefined : walk(parseForwarded(control.forwarded), trusted);
  const customary = readCustomary(control, trusted);
  if (standard && customary && addresses(standard) !== addresses(customary)) {
    throw badHeader('forwarded and x-forwarded-for disagree');
  }
  const hops = standard ?? customary ?? [];
  const chain = hops.map((hop) => hop.for!);
  const { proto, host } = hops[0] ?? {};
  return {
    address: chain[0] ?? peer,
    chain,
    scheme: scheme(proto ?? control['x-forwarded-proto']),
    host: authority(host ?? control['x-forwarded-host']),
  };
}

function readCustomary(control: ControlFields, trusted: AddressSet): readonly Hop[] | undefined {
  const list = control['x-forwarded-for'] ?? (control.forwarded === undefined ? control['x-real-ip'] : undefined);
  if (list === undefined) return undefined;
  const hops = list.split(',').map((entry) => ({ for: entry.trim() }));
  return walk(hops, trusted);
}

/** The part of the chain that can be believed, the client first. */
function walk(hops: readonly Hop[], trusted: AddressSet): readonly Hop[] {
  const believed: Hop[] = [];
  for (const hop of hops.toReversed()) {
    const address = parseNode(hop.for ?? '');
    if (address === undefined) break;
    believed.push({ ...hop, for: address });
    if (!trusted.has(address)) break;
  }
  return believed.toReversed();
}

function addresses(hops: readonly Hop[]): string {
  return hops.map((hop) => hop.for).join();
}

/** RFC 7239, section 4. */
function parseForwarded(value: string): readonly Hop[] {
  const hops: Hop[] = [];
  let hop: Record<string, string> = {};
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < value.length) {
    const pair = PAIR.exec(value);
    if (!pair) throw badHeader('forwarded is malformed');
    const [, name = '', token, quoted = '', separator] = pair;
    hop[name.toLowerCase()] = token ?? quoted.replace(/\\(.)/g, '$1');
    if (separator === ';') continue;
    hops.push(hop);
    hop = {};
  }
  return hops;
}

/** An address with or without a port, as proxies write it; undefined for `unknown` and the like. */
function parseNode(text: string): string | undefined {
  if (isIP(text)) return normalizeAddress(text);
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? normalizeAddress(bracketed) : undefined;
  const [address = '', port = '', ...rest] = text.split(':');
  return rest.length === 0 && isIP(address) && /^\d+$/.test(port) ? address : undefined;
}

function scheme(text: string | undefined): 'http' | 'https' | undefined {
  const lower = text?.toLowerCase();
  return lower === 'http' || lower === 'https' ? lower : undefined;
}

function authority(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseAuthority(text).authority;
}
