import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Finding, GatewayError, toGatewayError } from '../errors.ts';
import { print, printJson, withProgress } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, readSchemas, withToolchain } from './policy-files.ts';

const DEFAULT_CONFIGURATION = 'regate.yaml';

/** `regate check`: finds what is wrong in policies and configurations. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('check policies (strictly, with the types of the schemas) and configurations')
    .argument(
      '[paths...]',
      `folders of Rego, and configurations; default: ${DEFAULT_POLICIES} and ${DEFAULT_CONFIGURATION}`,
    )
    .option('--json', 'print {"findings": [...]}')
    .action(run);
}

async function run(given: string[], { json }: { json?: true }): Promise<void> {
  const paths = given.length > 0 ? given : [DEFAULT_POLICIES, DEFAULT_CONFIGURATION].filter((path) => existsSync(path));
  if (paths.length === 0)
    throw new GatewayError('usage', `there is neither ${DEFAULT_POLICIES} nor ${DEFAULT_CONFIGURATION} here`);
  const configurations = paths.filter(isConfiguration);
  const policies = paths.filter((path) => !isConfiguration(path));
  const failures = [...(await failuresOf(configurations, checkConfiguration))];
  if (policies.length > 0) failures.push(...(await failuresOf([policies], checkPolicies)));

  const findings: Finding[] = failures.flatMap((failure) => failure.findings);
  const [unplaced] = failures.filter((failure) => failure.findings.length === 0);
  if (unplaced) throw unplaced;
  const [first] = failures;
  if (first) throw new GatewayError(first.code, 'what was checked is not valid', { findings });
  if (json) printJson({ findings });
  else print(`${paths.join(', ')}: nothing found`);
}

function isConfiguration(path: string): boolean {
  return /\.ya?ml$/.test(path) && !/^data\.ya?ml$/.test(basename(path));
}

async function checkConfiguration(file: string): Promise<void> {
  const { loadConfig } = await import('../config/load.ts');
  await loadConfig(file, { env: process.env });
}

async function checkPolicies(paths: readonly string[]): Promise<void> {
  const [sources, schemas] = await Promise.all([readPolicies(paths), readSchemas(paths)]);
  await withToolchain((toolchain) => withProgress('Checking', toolchain.check(sources, schemas)));
}

async function failuresOf<Item>(items: readonly Item[], check: (item: Item) => Promise<void>): Promise<GatewayError[]> {
  const results = await Promise.allSettled(items.map(check));
  return results.filter((result) => result.status === 'rejected').map(({ reason }) => toGatewayError(reason));
}
