import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';
import { GatewayError } from '../errors.ts';

/** Checks `Authorization` fields against the token, in a time that does not depend on where they differ. */
export function tokenCheck(token: string): (authorization: string | undefined) => void {
  const expected = sha256(token);
  return (authorization) => {
    const given = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(sha256(given), expected)) return;
    throw new GatewayError('admin_unauthorized', 'send the token of token_file as `Authorization: Bearer TOKEN`', {
      headers: { 'www-authenticate': 'Bearer realm="regate-admin"' },
    });
  };
}

/**
 * Checks `Host` fields against DNS rebinding: a page in the operator's browser may make a name of its own lead to the
 * loopback address, but it cannot make the browser send another name. A listener that others reach has names that only
 * its operator knows, so there every name is accepted.
 */
export function hostCheck(address: string): (host: string | undefined) => void {
  if (!isLoopback(address)) return () => undefined;
  return (host) => {
    const name = (host ?? '')
      .replace(/:\d+$/, '')
      .replace(/^\[(.*)\]$/, '$1')
      .toLowerCase();
    if (name === 'localhost' || isLoopback(name)) return;
    throw new GatewayError(
      'misdirected_request',
      'the admin interface answers to localhost and loopback addresses only',
    );
  };
}

function isLoopback(address: string): boolean {
  if (address === 'localhost') return true;
  const family = isIP(address);
  if (family === 4) return address.startsWith('127.');
  return family === 6 && new SocketAddress({ address, family: 'ipv6' }).address === '::1';
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
