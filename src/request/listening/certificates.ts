import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';

/** The certificates of a listener, read and checked. */
export interface Certificates {
  /** For clients that name no server, or one that no certificate covers: the first certificate. */
  readonly fallback: SecureContextOptions;
  /** By server name (SNI), lower case; undefined where the fallback has to do. */
  contextFor(serverName: string): SecureContext | undefined;
}

/** Reads certificate and key files (PEM). Throws GatewayError `config_invalid` that names the file. */
export async function loadCertificates({ certificates, minVersion }: TlsConfig): Promise<Certificates> {
  const contexts = new Map<string, SecureContext>();
  const loaded = await Promise.all(certificates.map((files) => loadOne(files, minVersion)));
  for (const { names, context } of loaded) {
    for (const name of names) if (!contexts.has(name)) contexts.set(name, context);
  }
  return {
    fallback: loaded[0]!.options,
    contextFor(serverName) {
      const name = serverName.toLowerCase();
      return contexts.get(name) ?? contexts.get(`*${name.slice(name.indexOf('.'))}`);
    },
  };
}

async function loadOne(files: TlsConfig['certificates'][number], minVersion: TlsConfig['minVersion']) {
  const [cert, key] = await Promise.all([read(files.cert), read(files.key)]);
  const options: SecureContextOptions = { cert, key, minVersion };
  try {
    return { options, context: createSecureContext(options), names: namesOf(cert) };
  } catch (cause) {
    const message = `${files.cert} and ${files.key} are no certificate and its key: ${(cause as Error).message}`;
    throw new GatewayError('config_invalid', message, { cause });
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new GatewayError('config_invalid', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** The DNS names that a certificate covers (RFC 6125, section 6.4; the common name no longer counts). */
function namesOf(cert: Buffer): string[] {
  const names = new X509Certificate(cert).subjectAltName?.split(', ') ?? [];
  return names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4).toLowerCase());
}
