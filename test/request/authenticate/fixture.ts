import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { IssuerConfig } from '../../../src/config/types.ts';
import { type Authentication, Authenticator, type AuthenticatorConfig } from '../../../src/request/authenticate.ts';
import type { Signer } from '../../identity/signer.ts';

/** 2026-01-01T00:00:00Z; tests choose their own time. */
export const NOW = 1_767_225_600_000;

/** Claims that the issuer of `issuer` may state at NOW, good for an hour. */
export const CLAIMS = {
  iss: 'https://issuer.example',
  aud: 'api',
  sub: 'alice',
  scope: 'items:read items:write',
  iat: NOW / 1000,
  exp: NOW / 1000 + 3600,
};

export const ITEMS = { id: 'items' };

/** A fresh folder, removed after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'regate-authenticate-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file with the signers' public keys and gives an issuer whose keys they are. */
export async function issuer(
  t: TestContext,
  signers: readonly Signer[],
  change: Partial<IssuerConfig> = {},
): Promise<IssuerConfig> {
  const file = join(await folder(t), 'jwks.json');
  await writeFile(file, JSON.stringify({ keys: signers.map(({ jwk }) => jwk) }));
  const config = { name: 'corp', issuer: CLAIMS.iss, audience: ['api'], algorithms: ['ES256'], clockSkew: 5_000 };
  return { ...config, jwks: { file }, ...change };
}

/** A configuration whose route `items` accepts everybody whom it names. */
export async function configure(
  issuers: readonly IssuerConfig[],
  apiKeys: readonly { name: string; file: string; header: string }[] = [],
): Promise<AuthenticatorConfig> {
  const files = [
    ...issuers.flatMap(({ jwks }) => ('file' in jwks ? [jwks.file] : [])),
    ...apiKeys.map(({ file }) => file),
  ];
  const digests = files.map(async (file) => [
    file,
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ]);
  return {
    issuers: Object.fromEntries(issuers.map((each) => [each.name, each])),
    apiKeys: Object.fromEntries(apiKeys.map((each) => [each.name, each])),
    files: Object.fromEntries(await Promise.all(digests)),
    routes: [{ id: 'items', authenticate: [...issuers, ...apiKeys].map(({ name }) => name) }],
  };
}

/** An authenticator at a clock that stands at NOW until the test moves it. */
export async function authenticator(
  t: TestContext,
  config: AuthenticatorConfig,
  clock: { now: number } = { now: NOW },
  previous?: Authenticator,
): Promise<Authenticator> {
  const created = await Authenticator.create(config, { now: () => clock.now, ...(previous && { previous }) });
  t.after(() => created.close());
  return created;
}

/** A request with these header fields. */
export function request(headers: Readonly<Record<string, string>>): { header(name: string): string | undefined } {
  return { header: (name) => headers[name] };
}

/** A request with a token. */
export function bearer(token: string): { header(name: string): string | undefined } {
  return request({ authorization: `Bearer ${token}` });
}

/** The outcome of a request on the route `items`; whatever is thrown comes as a rejection. */
export async function authenticate(
  stage: Authenticator,
  sent: { header(name: string): string | undefined },
): Promise<Authentication> {
  return stage.authenticate(sent, ITEMS);
}
