import { isIP } from 'node:net';
import type { AlternativeNames } from './alternative-names.ts';
import type { Certificate } from './certificate.ts';
import { isDomain, isWithin, lowerCase, parentOf } from './domains.ts';
import { parseMailbox } from './mailbox.ts';
import type { NameConstraints, Subtrees } from './name-constraints.ts';

/** Whether every certificate of a chain has only names that those above it permit (RFC 5280, 4.2.1.10). */
export function isPermitted(chain: readonly Certificate[]): boolean {
  return chain.every(({ extensions: { alternativeNames } }, index) => {
    const above = chain.slice(index + 1).flatMap(({ extensions }) => extensions.nameConstraints ?? []);
    return alternativeNames === undefined || above.length === 0 || arePermitted(alternativeNames, above);
  });
}

function arePermitted(names: AlternativeNames, constraints: readonly NameConstraints[]): boolean {
  const domains = names.uris.map(({ host }) => domainOfUri(host));
  const mailboxes = names.emailAddresses.map(parseMailbox);
  return constraints.every(
    (constraint) =>
      names.ipAddresses.every((ip) =>
        obeys(
          constraint,
          ({ ipRanges }) => ipRanges,
          (range) => isInRange(ip, range),
        ),
      ) &&
      names.dnsNames.every(
        (name) => isDomain(name) && obeysDomains(constraint, name, ({ dnsDomains }) => dnsDomains),
      ) &&
      domains.every((name) => name !== undefined && obeysDomains(constraint, name, ({ uriDomains }) => uriDomains)) &&
      mailboxes.every((mailbox) => mailbox !== undefined && obeysMail(constraint, mailbox)),
  );
}

/** Whether a name is among those permitted, where there are any of its kind, and not among those excluded. */
function obeys<Kind>(
  { permitted, excluded }: NameConstraints,
  kind: (subtrees: Subtrees) => readonly Kind[],
  isIn: (constraint: Kind, excluding: boolean) => boolean,
): boolean {
  const allowed = kind(permitted);
  if (allowed.length > 0 && !allowed.some((constraint) => isIn(constraint, false))) return false;
  return !kind(excluded).some((constraint) => isIn(constraint, true));
}

function obeysDomains(
  constraints: NameConstraints,
  name: string,
  kind: (subtrees: Subtrees) => readonly string[],
): boolean {
  return obeys(constraints, kind, (constraint, excluding) => isInDomain(name, constraint, excluding));
}

/** A wildcard is excluded too where it could stand for what is. */
function isInDomain(name: string, constraint: string, excluding: boolean): boolean {
  if (isWithin(name, constraint)) return true;
  const parent = parentOf(name);
  return excluding && name.startsWith('*') && parent !== undefined && parent === parentOf(constraint);
}

function obeysMail(constraints: NameConstraints, { local, domain }: { local: string; domain: string }): boolean {
  return obeys(
    constraints,
    ({ emailAddresses }) => emailAddresses,
    (constraint, excluding) => {
      if (!constraint.includes('@')) return isInDomain(domain, constraint, excluding);
      const mailbox = parseMailbox(constraint);
      return mailbox?.local === local && mailbox.domain.toLowerCase() === domain.toLowerCase();
    },
  );
}

/** Undefined where there is none, or an address: no constraint can be applied to that. */
function domainOfUri(host: string): string | undefined {
  const port = host.lastIndexOf(':');
  const name = lowerCase(port >= 0 && !host.endsWith(']') ? host.slice(0, port) : host);
  const usable = name !== '' && !name.includes(':') && !name.includes('[') && isIP(name) === 0 && isDomain(name);
  return usable ? name : undefined;
}

function isInRange(address: Buffer, { ip, mask }: Subtrees['ipRanges'][number]): boolean {
  return address.length === ip.length && address.every((byte, i) => ((byte ^ (ip[i] ?? 0)) & (mask[i] ?? 0)) === 0);
}
