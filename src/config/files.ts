import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigDocument } from '../contracts/config.ts';
import { certificateFault, privateKeyFault, publicKeyFault } from './key-material.ts';
import type { Path, Problem } from './path.ts';

/** A file that the configuration names and whose content is part of it. */
interface Reference {
  readonly path: Path;
  /** As it is written. */
  readonly file: string;
  /** What is wrong with its text, as the end of a sentence. `read` gives the text of another named file. */
  readonly fault?: (text: string, read: (file: string) => string) => string | undefined;
}

/** Content of the named files, and what is wrong with them. */
export interface NamedFiles {
  /** SHA-256, hex, by absolute path; a file that cannot be read has an empty one. */
  readonly digests: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

const MAX_BYTES = 16 * 1024 * 1024;

/** Reads every file that a document names, relative to `folder`, and checks what can be checked by its text alone. */
export async function readNamedFiles(document: ConfigDocument, folder: string): Promise<NamedFiles> {
  const references = namedFiles(document);
  const absolute = (file: string) => resolve(folder, file);
  const paths = [...new Set(references.map(({ file }) => absolute(file)))].sort();
  const read = await Promise.all(paths.map(async (path) => [path, await readText(path)] as const));
  const contents = new Map(read);
  const textOf = (file: string) => contents.get(absolute(file))?.text ?? '';

  const problems = references.flatMap(({ path, file, fault }) => {
    const { error } = contents.get(absolute(file))!;
    const reason = error ?? fault?.(textOf(file), textOf);
    return reason === undefined ? [] : [{ code: 'file', path, message: `\`${file}\` ${reason}` }];
  });
  const digests = read.map(([path, { text, error }]) => [path, error === undefined ? sha256(text) : '']);
  return { digests: Object.fromEntries(digests), problems };
}

/** SHA-256 of a text or bytes, hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function namedFiles({ listeners, bundles, issuers, api_keys, upstreams }: ConfigDocument): Reference[] {
  const certificates = listeners.flatMap(({ tls }, listener) =>
    (tls?.certificates ?? []).flatMap(({ cert, key }, index): Reference[] => {
      const path = ['listeners', listener, 'tls', 'certificates', index];
      return [
        { path: [...path, 'cert'], file: cert, fault: certificateFault },
        { path: [...path, 'key'], file: key, fault: (text, read) => privateKeyFault(text, read(cert)) },
      ];
    }),
  );
  const bundleKeys = Object.entries(bundles).flatMap(([bundle, { keys }]) =>
    Object.entries(keys).map(([id, { file, algorithm }]): Reference => {
      const fault = (text: string) => publicKeyFault(text, algorithm);
      return { path: ['bundles', bundle, 'keys', id, 'file'], file, fault };
    }),
  );
  const sources = Object.entries(bundles).flatMap(([bundle, { source }]): Reference[] => {
    const path = ['bundles', bundle, 'source'];
    const { git, http } = source;
    const signers = (git?.signed_by ?? []).map((file, index) => ({ path: [...path, 'git', 'signed_by', index], file }));
    const { certificate, ca } = http ?? {};
    const client: Reference[] = certificate
      ? [
          { path: [...path, 'http', 'certificate', 'cert'], file: certificate.cert, fault: certificateFault },
          {
            path: [...path, 'http', 'certificate', 'key'],
            file: certificate.key,
            fault: (text, read) => privateKeyFault(text, read(certificate.cert)),
          },
        ]
      : [];
    const authority = ca === undefined ? [] : [{ path: [...path, 'http', 'ca'], file: ca, fault: certificateFault }];
    return [...signers, ...client, ...authority];
  });
  const keySets = Object.entries(issuers).flatMap(([name, { jwks }]): Reference[] =>
    jwks.file === undefined ? [] : [{ path: ['issuers', name, 'jwks', 'file'], file: jwks.file }],
  );
  const apiKeys = Object.entries(api_keys).map(([name, { file }]) => ({ path: ['api_keys', name, 'file'], file }));
  const authorities = Object.entries(upstreams).flatMap(([name, { tls }]): Reference[] =>
    tls?.ca === undefined ? [] : [{ path: ['upstreams', name, 'tls', 'ca'], file: tls.ca, fault: certificateFault }],
  );
  return [...certificates, ...bundleKeys, ...sources, ...keySets, ...apiKeys, ...authorities];
}

async function readText(path: string): Promise<{ readonly text: string; readonly error?: string }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { text: '', error: 'is not a file' };
    if (found.size > MAX_BYTES) return { text: '', error: `is larger than ${MAX_BYTES} bytes` };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { text: '', error: 'does not exist' };
    if (code === 'EACCES') return { text: '', error: 'cannot be read: permission denied' };
    return { text: '', error: `cannot be read: ${message}` };
  }
}
