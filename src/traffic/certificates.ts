import { readFileSync } from 'node:fs';
import type { GatewayConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';

/** PEM certificates that upstreams are to be trusted by, by name of the upstream. @throws GatewayError `config_invalid` */
export function certificatesOf({ upstreams }: Pick<GatewayConfig, 'upstreams'>): ReadonlyMap<string, string> {
  const certificates = new Map<string, string>();
  for (const { name, tls } of Object.values(upstreams)) {
    if (tls?.ca !== undefined) certificates.set(name, readCertificates(name, tls.ca));
  }
  return certificates;
}

function readCertificates(upstream: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('config_invalid', `upstream "${upstream}": the file of tls.ca cannot be read: ${file}`, {
      cause,
      findings: [{ file, code: 'unreadable', message: 'cannot be read' }],
    });
  }
}
