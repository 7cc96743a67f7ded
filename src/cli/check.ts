import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Finding, GatewayError, toGatewayError } from '../errors.ts';
import { formatWarning, print, printJson, withProgress } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, readSchemas, withToolchain } from './policy-files.ts';

const DEFAULT_CONFIGURATION = 'regate.yaml';

/** `regate check`: finds what is wrong in policies and configurations, and what is worth a second look. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('check policies (strictly, with the types of the schemas) and configurations')
    .argument(
      '[paths...]',
      `folders of Rego, and configurations; default: ${DEFAULT_POLICIES} and ${DEFAULT_CONFIGURATION}`,
    )
    .option('--json', 'print {"findings": [...], "warnings": [...]}')
    .action(run);
}

async function run(given: string[], { json }: { json?: true }): Promise<void> {
  const paths = given.length > 0 ? given : [DEFAULT_POLICIES, DEFAULT_CONFIGURATION].filter((path) => existsSync(path));
  if (paths.length === 0)
    throw new GatewayError('usage', `there is neither ${DEFAULT_POLICIES} nor ${DEFAULT_CONFIGURATION} here`);
  const configurations = paths.filter(isConfiguration);
  const policies = paths.filter((path) => !isConfiguration(path));
  const results = await Promise.allSettled([
    ...configurations.map(checkConfiguration),
    ...(policies.length > 0 ? [checkPolicies(policies)] : []),
  ]);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [toGatewayError(result.reason)] : []));
  const warnings = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));

  const findings: Finding[] = failures.flatMap((failure) => failure.findings);
  const [unplaced] = failures.filter((failure) => failure.findings.length === 0);
  if (unplaced) throw unplaced;
  const [first] = failures;
  if (first) throw new GatewayError(first.code, 'what was checked is not valid', { findings });
  if (json) {
    printJson({ findings, warnings });
    return;
  }
  for (const warning of warnings) print(formatWarning(warning));
  print(`${paths.join(', ')}: ${summary(warnings.length)}`);
}

function summary(warnings: number): string {
  if (warnings === 0) return 'nothing found';
  return `no errors, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

function isConfiguration(path: string): boolean {
  return /\.ya?ml$/.test(path) && !/^data\.ya?ml$/.test(basename(path));
}

/** Each gives its warnings, and throws what is wrong. */
async function checkConfiguration(file: string): Promise<readonly Finding[]> {
  const { loadConfig } = await import('../config/load.ts');
  await loadConfig(file, { env: process.env });
  return [];
}

async function checkPolicies(paths: readonly string[]): Promise<readonly Finding[]> {
  const [sources, schemas] = await Promise.all([readPolicies(paths), readSchemas(paths)]);
  return withToolchain((toolchain) => withProgress('Checking', toolchain.check(sources, schemas)));
}
