import { isIP } from 'node:net';
import { hostOf } from '../../../config/destination.ts';

/** What a probe asks, and whom. */
export interface Question {
  /** Origin of the endpoint. */
  readonly url: URL;
  /** Name for TLS and for the Host field, where `url` has an address that was found by DNS. */
  readonly serverName?: string;
  /** PEM certificates to trust in place of the system's. */
  readonly ca?: string;
  readonly path: string;
  /** Host field; the endpoint's own where it is absent. */
  readonly host?: string;
}

/** Bytes of an answer that are read; what a probe asks for is small. */
export const MOST_BYTES = 64 * 1024;

/** Host field of the question. */
export function authorityOf({ url, serverName, host }: Question): string {
  if (host !== undefined) return host;
  if (serverName === undefined) return url.host;
  return url.port === '' ? serverName : `${serverName}:${url.port}`;
}

/** Where to connect to, for node:net and node:http. */
export function placeOf({ url }: Question): { readonly host: string; readonly port: number } {
  return { host: hostOf(url), port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

/** What the endpoint's certificate has to be for; an address has no name to ask for. */
export function tlsOf(question: Question): { readonly ca?: string; readonly servername: string } {
  const { serverName, ca } = question;
  const name = serverName ?? (isIP(placeOf(question).host) ? '' : question.url.hostname);
  return { servername: name, ...(ca !== undefined && { ca }) };
}
