import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { generateSigningKey } from '../bundle/signature.ts';
import { GatewayError } from '../errors.ts';
import { isApiKeyId } from '../identity/api-key-file.ts';
import { createApiKey } from '../identity/api-keys.ts';
import { createIssuerKey } from '../identity/mint.ts';
import { append, member } from './arguments.ts';
import { note, print, printJson } from './output.ts';

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
  const keys = program.command('keys').description('make keys: to sign bundles with, for API clients, for an issuer');

  keys
    .command('generate')
    .description('make a key pair to sign bundles with (ES256): NAME.key for whoever signs, NAME.pem for the gateways')
    .argument('[name]', 'path without an ending', 'release')
    .option('--json', 'print {"private_key": FILE, "public_key": FILE}')
    .action(async (name: string, { json }: { json?: true }) => {
      const { privateKey, publicKey } = generateSigningKey();
      const files = { private_key: `${name}.key`, public_key: `${name}.pem` };
      await mkdir(dirname(name), { recursive: true });
      await writeNew(files.private_key, privateKey, 0o600);
      await writeNew(files.public_key, publicKey, 0o644);
      if (json) return printJson(files);
      print(files.private_key);
      print(files.public_key);
    });

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
      if (json) return printJson({ key, entry });
      note('The key, for its holder; it is kept nowhere:');
      print(key);
      note('Its entry, for the list `keys` of the key file:');
      print(`- ${JSON.stringify(entry)}`);
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
      await writeNew(files.private_key, jsonOf(privateKey), 0o600);
      await writeNew(files.key_set, jsonOf(keySet), 0o644);
      if (json) return printJson(files);
      print(files.private_key);
      print(files.key_set);
    });
}

/** Never replaces a key: what it signed would be worth nothing. */
async function writeNew(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { mode, flag: 'wx' }).catch((error: Error) => {
    throw new GatewayError('usage', `The key cannot be written: ${error.message}`, { cause: error });
  });
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function apiKeyId(id: string): string {
  if (!isApiKeyId(id)) throw new InvalidArgumentError('It is 1 to 128 letters, digits and . @ -');
  return id;
}
