import { BlockList, isIP } from 'node:net';

/** An address and a port that this gateway itself listens on. */
export interface OwnListener {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const UNSPECIFIED = new BlockList();
UNSPECIFIED.addAddress('0.0.0.0', 'ipv4');
UNSPECIFIED.addAddress('::', 'ipv6');

// Link-local addresses reach the metadata services of clouds, which hand out credentials of the machine.
const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16, 'ipv4');
METADATA.addSubnet('fe80::', 10, 'ipv6');
METADATA.addAddress('fd00:ec2::254', 'ipv6');

/** A URL where the text is one and names a host; its host is then in the one form that the system connects to. */
export function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && url.hostname !== '' && url.username === '' && url.password === '' ? url : undefined;
}

/** Whether a URL leads to this machine itself. */
export function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host) || isIn(UNSPECIFIED, host);
}

/** Why the gateway must not connect to a URL, as the end of a sentence; undefined where it may. */
export function refusal(url: URL, own: readonly OwnListener[]): string | undefined {
  const host = hostOf(url);
  if (isIn(METADATA, host)) return 'is a link-local address, where clouds serve credentials of the machine';
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const reached = own.find((listener) => listener.port === port && reaches(url, listener.address));
  return reached && `is ${reached.name} of this gateway`;
}

/** Whether two listeners cannot both have the same port. */
export function collide(a: string, b: string): boolean {
  return a === b || isIn(UNSPECIFIED, a) || isIn(UNSPECIFIED, b);
}

function reaches(url: URL, address: string): boolean {
  if (hostOf(url) === address) return true;
  return isLoopback(url) && (isIn(LOOPBACK, address) || isIn(UNSPECIFIED, address));
}

/** The host of a URL as the system connects to it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
