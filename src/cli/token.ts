import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { GatewayError } from '../errors.ts';
import { mintToken } from '../identity/mint.ts';
import { append, duration, member } from './arguments.ts';
import { print, printJson } from './output.ts';

interface Options {
  readonly key: string;
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly subject: string;
  readonly scope?: readonly string[];
  readonly claim?: Readonly<Record<string, unknown>>;
  readonly expires: number;
  readonly kid?: string;
  readonly json?: true;
}

const HOUR = 3_600_000;
const EXAMPLE = `
Example:
  $ regate token --key issuer.jwk --issuer https://issuer.example --audience api --subject alice \\
      --scope items:read --claim 'roles=["clerk"]'`;

/** `regate token`: a token for development, signed by a key that a real issuer would keep to itself. */
export function registerToken(program: Command): void {
  program
    .command('token')
    .description('mint a JSON Web Token for development')
    .requiredOption('--key <file>', 'private key of the issuer, JWK or PEM')
    .requiredOption('--issuer <iss>', 'who issues it')
    .requiredOption('--audience <aud>', 'whom it is for; may be repeated', append)
    .requiredOption('--subject <sub>', 'who it is about')
    .option('--scope <scope>', 'what it is good for; may be repeated', append)
    .option('--claim <name=value>', 'a further claim, its value JSON or text; may be repeated', member)
    .addOption(new Option('--expires <duration>', 'how long it is valid').argParser(duration).default(HOUR, '1h'))
    .option('--kid <id>', 'id of the key in the key set of the issuer; default: what the key says')
    .option('--json', 'print {"token": ...}')
    .addHelpText('after', EXAMPLE)
    .action(async ({ key, scope = [], claim = {}, expires, json, ...options }: Options) => {
      const order = { ...options, scopes: scope, claims: claim, lifetime: expires };
      const token = await mintToken(await readKey(key), order, Date.now());
      if (json) printJson({ token });
      else print(token);
    });
}

function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new GatewayError('usage', `The key cannot be read: ${error.message}`, { cause: error });
  });
}
