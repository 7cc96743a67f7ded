import { isDomain } from './domains.ts';

/** An address of mail (RFC 2821). */
export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

/** Quoted, with escapes; or atoms with dots between them. Each ends where its alternatives have no overlap: linear. */
const QUOTED = /^"((?:\\[\x01-\x09\x0b\x0c\x0e-\x7f]|[\x01-\x08\x0b\x0c\x0e-\x21\x23-\x5b\x5d-\x7f])*)"@(.*)$/s;
const ATOMS = /^((?:\\.|[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~.])+)@(.*)$/s;
const ESCAPE = /\\(.)/gs;

/** Undefined where it is none. */
export function parseMailbox(address: string): Mailbox | undefined {
  const quoted = QUOTED.exec(address);
  const [, written, domain] = quoted ?? ATOMS.exec(address) ?? [];
  if (written === undefined || domain === undefined) return undefined;
  const local = written.replace(ESCAPE, '$1');
  const dotted = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  if ((quoted === null && dotted) || !isDomain(domain)) return undefined;
  return { local, domain };
}
