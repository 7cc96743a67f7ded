import { parseAddress } from '../network.ts';
import { OperandError } from '../operands.ts';
import { context, DerReader, TAG } from './der.ts';
import { isDomainConstraint } from './domains.ts';
import { parseMailbox } from './mailbox.ts';
import { ia5 } from './name.ts';

export interface Subtrees {
  readonly dnsDomains: string[];
  readonly ipRanges: { readonly ip: Buffer; readonly mask: Buffer }[];
  readonly emailAddresses: string[];
  readonly uriDomains: string[];
}

/** Names that the certificates of an authority may have, and may not (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  readonly critical: boolean;
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

/** @returns with whether all kinds of names were understood */
export function parseNameConstraints(
  der: Buffer,
  critical: boolean,
): { readonly constraints: NameConstraints; readonly complete: boolean } {
  const outer = new DerReader(der);
  const list = outer.enter(TAG.sequence);
  const [permitted, excluded] = [list.enterOptional(context(0, true)), list.enterOptional(context(1, true))];
  const empty = (permitted?.empty ?? true) && (excluded?.empty ?? true);
  if (empty || !list.empty || !outer.empty) throw new OperandError('no name constraints');
  const unknown: number[] = [];
  const constraints = { critical, permitted: subtrees(permitted, unknown), excluded: subtrees(excluded, unknown) };
  return { constraints, complete: unknown.length === 0 };
}

/** @param unknown gets the tags of kinds of names that Go does not know */
function subtrees(list: DerReader | undefined, unknown: number[]): Subtrees {
  const found: Subtrees = { dnsDomains: [], ipRanges: [], emailAddresses: [], uriDomains: [] };
  while (list?.empty === false) {
    const { tag, content } = list.enter(TAG.sequence).read();
    switch (tag) {
      case context(1):
        found.emailAddresses.push(emailConstraint(ia5(content)));
        break;
      case context(2):
        found.dnsDomains.push(domainConstraint(ia5(content)));
        break;
      case context(6):
        found.uriDomains.push(uriConstraint(ia5(content)));
        break;
      case context(7):
        found.ipRanges.push(rangeOf(content));
        break;
      default:
        unknown.push(tag);
    }
  }
  return found;
}

function domainConstraint(domain: string): string {
  if (!isDomainConstraint(domain)) throw new OperandError('no domain');
  return domain;
}

function emailConstraint(constraint: string): string {
  if (!constraint.includes('@')) return domainConstraint(constraint);
  if (parseMailbox(constraint) === undefined) throw new OperandError('no address of mail');
  return constraint;
}

function uriConstraint(domain: string): string {
  if (parseAddress(domain) !== undefined) throw new OperandError('an address as the domain of a URI');
  return domainConstraint(domain);
}

function rangeOf(content: Buffer): { ip: Buffer; mask: Buffer } {
  const middle = content.length / 2;
  const mask = content.subarray(middle);
  const bits = BigInt(`0x0${mask.toString('hex')}`) ^ ((1n << BigInt(mask.length * 8)) - 1n);
  // The bits that are not set are the last ones.
  if ((middle !== 4 && middle !== 16) || (bits & (bits + 1n)) !== 0n) throw new OperandError('no range of addresses');
  return { ip: content.subarray(0, middle), mask };
}
