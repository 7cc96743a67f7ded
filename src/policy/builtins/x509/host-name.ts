import { mapped, parseAddress, unmapped } from '../network.ts';
import type { Certificate } from './certificate.ts';
import { lowerCase } from './domains.ts';

const LABEL = /^[0-9A-Za-z_][0-9A-Za-z_-]*$/;

/** Whether a certificate is for a host: a name, or an address, which may stand in brackets (Go: VerifyHostname). */
export function isFor({ extensions: { alternativeNames } }: Certificate, host: string): boolean {
  const bare = host.length >= 3 && host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const address = parseAddress(bare);
  if (address !== undefined) {
    return (alternativeNames?.ipAddresses ?? []).some((bytes) => placeOf(bytes) === mapped(address));
  }
  return (alternativeNames?.dnsNames ?? []).some((pattern) => matches(pattern, host));
}

function placeOf(bytes: Buffer): bigint {
  const bits = BigInt(`0x${bytes.toString('hex')}`);
  return bytes.length === 4 ? mapped({ family: 4, bits }) : mapped(unmapped(bits));
}

/** A wildcard is the whole first label. What is no host name has to be the same text. */
function matches(pattern: string, host: string): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  if (!isHostName(name.split('.')) || !isPattern(pattern)) {
    return host !== '' && host !== '.' && lowerCase(pattern) === lowerCase(host);
  }
  const [labels, wanted] = [lowerCase(name).split('.'), lowerCase(pattern).split('.')];
  return (
    labels.length === wanted.length && wanted.every((label, i) => (i === 0 && label === '*') || label === labels[i])
  );
}

function isPattern(pattern: string): boolean {
  const [first, ...rest] = pattern.split('.');
  return first === '*' ? rest.length > 0 && isHostName(rest) : isHostName([first ?? '', ...rest]);
}

function isHostName(labels: readonly string[]): boolean {
  return labels.every((label) => LABEL.test(label));
}
