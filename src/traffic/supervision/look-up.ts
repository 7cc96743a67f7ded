import type { LookupAddress } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import type { DnsEndpointConfig } from '../../config/types.ts';

/** Who knows the addresses of names. */
export interface Names {
  readonly resolver: Pick<Resolver, 'resolve4' | 'resolve6' | 'resolveSrv'>;
  /**
   * The system's own way, which knows the file of hosts and the search list. Asked about names that DNS does not have, and
   * where there is no DNS.
   */
  readonly lookup: (name: string) => Promise<readonly LookupAddress[]>;
}

/** One address that a name stands for. */
export interface Target {
  /** Origin with the address, as `http://10.0.0.1:8080`. */
  readonly url: string;
  /** Beside the weights of the others; 1 where DNS tells none. */
  readonly weight: number;
  /** Of a SRV record (RFC 2782), 0 to 65535: the lowest comes first. 0 where DNS tells none. */
  readonly priority: number;
}

export interface NamesAnswer {
  /** Never empty. */
  readonly targets: readonly Target[];
  /** Seconds. */
  readonly ttl: number;
}

interface Addresses {
  readonly addresses: readonly string[];
  /** Seconds. */
  readonly ttl: number;
}

/** Seconds; what the system's own way tells has no time to live. */
const SYSTEM_TTL = 30;
const NOWHERE: Addresses = { addresses: [], ttl: SYSTEM_TTL };

/** What a name stands for now. Rejects where that is nothing, and where nobody answers. */
export async function lookUp(endpoint: DnsEndpointConfig, names: Names): Promise<NamesAnswer> {
  const { scheme, name, port } = endpoint;
  const answer =
    port === undefined
      ? await services(scheme, name, names)
      : addressTargets(scheme, port, await addressesOf(name, names));
  if (answer.targets.length === 0) throw new Error(`${name} has no address`);
  return { ...answer, targets: answer.targets.toSorted((a, b) => a.priority - b.priority || compare(a.url, b.url)) };
}

/** Of a SRV record the time to live is not known; that of its target's address counts. */
async function services(scheme: string, name: string, names: Names): Promise<NamesAnswer> {
  const records = await names.resolver.resolveSrv(name);
  const answers = await Promise.all(
    records.map(async ({ name: target, port, weight, priority }) => {
      // The root as a target says that there is no such service (RFC 2782).
      const found = target === '' || target === '.' ? NOWHERE : await addressesOf(target, names).catch(nowhere);
      const { targets, ttl } = addressTargets(scheme, port, found);
      // A weight of 0 stands for a small chance. Several addresses share what their record has.
      const each = Math.max(1, weight) / targets.length;
      return { ttl, targets: targets.map(({ url }) => ({ url, weight: each, priority })) };
    }),
  );
  return {
    targets: answers.flatMap(({ targets }) => targets),
    ttl: Math.min(...answers.map(({ ttl }) => ttl)),
  };
}

/** IPv6 counts where there is no IPv4: a machine that has both is one endpoint, not two. */
async function addressesOf(name: string, { resolver, lookup }: Names): Promise<Addresses> {
  try {
    const v4 = await resolver.resolve4(name, { ttl: true }).catch(noData);
    const records = v4.length > 0 ? v4 : await resolver.resolve6(name, { ttl: true }).catch(noData);
    if (records.length === 0) return NOWHERE;
    return { addresses: records.map(({ address }) => address), ttl: Math.min(...records.map(({ ttl }) => ttl)) };
  } catch (error) {
    // Refused: there is no DNS server here.
    if (!isCode(error, 'ENOTFOUND') && !isCode(error, 'ECONNREFUSED')) throw error;
  }
  const found = await lookup(name);
  const v4 = found.filter(({ family }) => family === 4);
  return { addresses: (v4.length > 0 ? v4 : found).map(({ address }) => address), ttl: SYSTEM_TTL };
}

function addressTargets(scheme: string, port: number, { addresses, ttl }: Addresses): NamesAnswer {
  const targets = addresses.map((address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return { url: new URL(`${scheme}://${host}:${port}`).origin, weight: 1, priority: 0 };
  });
  return { targets, ttl };
}

/** The name is known, but has no record of this kind. */
function noData(error: unknown): never[] {
  if (isCode(error, 'ENODATA')) return [];
  throw error;
}

/** One target that is gone does not make the others wait. */
function nowhere(error: unknown): Addresses {
  if (isCode(error, 'ENOTFOUND')) return NOWHERE;
  throw error;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
