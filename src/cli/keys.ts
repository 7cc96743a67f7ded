import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { GatewayError } from '../errors.ts';
import { isApiKeyId } from '../identity/api-key-file.ts';
import { createApiKey } from '../identity/api-keys.ts';
import { createIssuerKey } from '../identity/mint.ts';
import { append, member } from './arguments.ts';

interface ApiKeyOptions {
  readonly scope?: readonly string[];
  readonly attribute?: Readonly<Record<string, unknown>>;
  readonly expires?: string;
  readonly json?: true;
}

interface IssuerOptions {
  readonly out: string;
  readonly algorithm: string;
  readonly json?: true;
}

/** `regate keys`: makes keys. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('make API keys and keys of an issuer');

  keys
    .command('api-key')
    .description('make an API key and the entry that a key file keeps of it')
    .argument('<id>', 'names the key to the policy and in the decision log', apiKeyId)
    .option('--scope <scope>', 'what it is good for; may be repeated', append)
    .option('--attribute <name=value>', 'what the policy sees as a claim, JSON or text; may be repeated', member)
    .option('--expires <date>', 'until when it is accepted, as 2030-01-31 or 2030-01-31T12:00:00Z')
    .option('--json', 'print {"key": ..., "entry": ...}')
    .action((id: string, { scope, attribute, expires, json }: ApiKeyOptions) => {
      const { key, hash } = createApiKey(id);
      const entry = {
        id,
        hash,
        ...(scope && { scopes: scope }),
        ...(attribute && { attributes: attribute }),
        ...(expires && { expires }),
      };
      const text = `Give this key to its holder; it is kept nowhere:\n  ${key}\nAdd this entry to the key file:\n  - ${JSON.stringify(entry)}`;
      process.stdout.write(`${json ? JSON.stringify({ key, entry }) : text}\n`);
    });

  keys
    .command('issuer')
    .description('make the signing key of an issuer for development, and its public key set')
    .requiredOption('--out <folder>', 'where issuer.jwk (private) and jwks.json (public) are written')
    .option('--algorithm <name>', 'ES256, ES384, ES512, RS256, PS256 or EdDSA', 'ES256')
    .option('--json', 'print {"private_key": FILE, "key_set": FILE}')
    .action(async ({ out, algorithm, json }: IssuerOptions) => {
      const { privateKey, keySet } = await createIssuerKey(algorithm);
      const files = { private_key: join(out, 'issuer.jwk'), key_set: join(out, 'jwks.json') };
      await mkdir(out, { recursive: true });
      await writeNew(files.private_key, privateKey, 0o600);
      await writeNew(files.key_set, keySet, 0o644);
      process.stdout.write(json ? `${JSON.stringify(files)}\n` : `${files.private_key}\n${files.key_set}\n`);
    });
}

/** Never replaces a key: what it signed would be worth nothing. */
async function writeNew(file: string, value: unknown, mode: number): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode, flag: 'wx' }).catch((error: Error) => {
    throw new GatewayError('usage', `The key cannot be written: ${error.message}`, { cause: error });
  });
}

function apiKeyId(id: string): string {
  if (!isApiKeyId(id)) throw new InvalidArgumentError('It is 1 to 128 letters, digits and . @ -');
  return id;
}
