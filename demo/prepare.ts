import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiKey } from '../src/identity/api-keys.ts';
import { createIssuerKey, mintToken } from '../src/identity/mint.ts';

/** Where the demo keeps what it makes: keys, tokens and state. Not in git. */
export const FOLDER = join(import.meta.dirname, '..', '.regate', 'demo');

const ISSUER = 'https://issuer.demo';
const MONTH = 30 * 24 * 3_600_000;

export interface Credentials {
  /** JWT of an editor. */
  readonly alice: string;
  /** JWT of a viewer. */
  readonly bob: string;
  /** API key of a partner whose tier allows five requests a minute. */
  readonly partner: string;
}

/** Makes the issuer's keys and the partner's API key on the first start, and fresh tokens on each. */
export async function prepare(now: number): Promise<Credentials> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });
  const key = await keep('issuer.jwk', async () => {
    const { privateKey, keySet } = await createIssuerKey('ES256');
    await writeFile(join(FOLDER, 'jwks.json'), JSON.stringify(keySet, null, 2));
    return JSON.stringify(privateKey);
  });
  const partner = await keep('partner.key', async () => {
    const { key, hash } = createApiKey('acme');
    const entry = { id: 'acme', hash, attributes: { roles: ['partner'], tier: 'trial' } };
    await writeFile(join(FOLDER, 'keys.yaml'), JSON.stringify({ keys: [entry] }, null, 2));
    return key;
  });
  const token = (subject: string, roles: readonly string[], scopes: readonly string[]) =>
    mintToken(key, { issuer: ISSUER, audience: ['api'], subject, scopes, claims: { roles }, lifetime: MONTH }, now);
  const credentials = {
    alice: await token('alice', ['editor'], ['reports:read']),
    bob: await token('bob', ['viewer'], []),
    partner,
  };
  for (const [name, text] of Object.entries(credentials)) {
    await writeFile(join(FOLDER, `${name}.token`), text, { mode: 0o600 });
  }
  return credentials;
}

/** The content of a file, made where there is none. */
async function keep(name: string, make: () => Promise<string>): Promise<string> {
  const file = join(FOLDER, name);
  try {
    return await readFile(file, 'utf8');
  } catch {
    const text = await make();
    await writeFile(file, text, { mode: 0o600 });
    return text;
  }
}
