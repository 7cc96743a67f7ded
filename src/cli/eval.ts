import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { GatewayError } from '../errors.ts';
import type { Evaluated } from '../toolchain/wire.ts';
import { append } from './arguments.ts';
import { colours, EXIT, note, print, printJson } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';

interface Options {
  readonly policy?: readonly string[];
  readonly entrypoint?: string;
  readonly input?: string;
  readonly data?: string;
  readonly trace?: true;
  readonly json?: true;
}

const EXAMPLE = `
Examples:
  $ regate eval data.gateway.decision --input request.json
  $ echo '{"request": {"method": "GET"}}' | regate eval --entrypoint gateway/decision --input - --trace`;

/** `regate eval`: answers a query by OPA's own evaluator. */
export function registerEval(program: Command): void {
  program
    .command('eval')
    .description('answer a query about a policy; exits with 1 if the answer is undefined')
    .argument('[query]', 'in Rego, as data.gateway.decision')
    .option('-e, --entrypoint <name>', 'instead of a query, as gateway/decision')
    .option('-p, --policy <path>', `folder of Rego and data, may be repeated; default: ${DEFAULT_POLICIES}`, append)
    .option('-i, --input <file>', 'JSON file of the input, - for standard input')
    .option('-d, --data <file>', "JSON file that replaces the policy's data")
    .option('--trace', 'print how the answer came about')
    .option('--json', 'print all bindings, expressions and the trace')
    .addHelpText('after', EXAMPLE)
    .action(run);
}

async function run(query: string | undefined, options: Options): Promise<void> {
  const { entrypoint, policy = [DEFAULT_POLICIES], trace = false } = options;
  if ((query === undefined) === (entrypoint === undefined)) {
    throw new GatewayError('usage', 'give either a query or --entrypoint');
  }
  const [sources, input, data] = await Promise.all([
    readPolicies(policy),
    readJson(options.input),
    readJson(options.data),
  ]);
  const answer = await withToolchain((toolchain) =>
    toolchain.evaluate(sources, query ?? queryOf(entrypoint ?? ''), { input, data, trace }),
  );
  if (options.json) printJson(answer);
  else printAnswer(answer);
  if (answer.results.length === 0) process.exitCode = EXIT.found;
}

function printAnswer({ results, printed, trace }: Evaluated): void {
  if (trace !== undefined) note(trace.trimEnd());
  if (printed !== undefined) note(colours.cyan(printed.trimEnd()));
  if (results.length === 0) print('undefined');
  for (const { values, bindings } of results) printJson(bindings ?? (values.length === 1 ? values[0] : values));
}

/** gateway/decision as data["gateway"]["decision"]. */
function queryOf(entrypoint: string): string {
  return `data${entrypoint
    .split('/')
    .map((part) => `[${JSON.stringify(part)}]`)
    .join('')}`;
}

async function readJson(file: string | undefined): Promise<unknown> {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
  } catch (cause) {
    throw new GatewayError('usage', `${file}: ${(cause as Error).message}`, { cause });
  }
}
