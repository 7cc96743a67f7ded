import { type GoUrl, parseUrl } from '../go-url.ts';
import { OperandError } from '../operands.ts';
import { context, DerReader, TAG } from './der.ts';
import { isDomain } from './domains.ts';
import { ia5 } from './name.ts';

/** The names of a certificate besides its subject (RFC 5280, 4.2.1.6). */
export interface AlternativeNames {
  readonly dnsNames: string[];
  readonly emailAddresses: string[];
  /** Four or sixteen bytes each. */
  readonly ipAddresses: Buffer[];
  readonly uris: GoUrl[];
}

/** @param der GeneralNames; kinds of names that Go does not know are skipped */
export function parseAlternativeNames(der: Buffer): AlternativeNames {
  const names: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] };
  const list = new DerReader(der).enter(TAG.sequence);
  while (!list.empty) {
    const { tag, content } = list.read();
    if (tag === context(1)) names.emailAddresses.push(ia5(content));
    if (tag === context(2)) names.dnsNames.push(ia5(content));
    if (tag === context(6)) names.uris.push(uriOf(content));
    if (tag === context(7)) names.ipAddresses.push(addressOf(content));
  }
  return names;
}

function uriOf(content: Buffer): GoUrl {
  const url = parseUrl(ia5(content));
  if (!isDomain(url.host)) throw new OperandError('a URI with a wrong host');
  return url;
}

function addressOf(content: Buffer): Buffer {
  if (content.length !== 4 && content.length !== 16) throw new OperandError('no IP address');
  return content;
}
