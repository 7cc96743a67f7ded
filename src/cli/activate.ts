import type { Command } from 'commander';
import type { BundleStatus } from '../bundle/status.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { print, printJson, withProgress } from './output.ts';
import { plain } from './table.ts';

/** `regate activate`: makes a revision the one that answers. */
export function registerActivate(program: Command): void {
  const command = program
    .command('activate')
    .description('make a revision of a bundle the one that answers; without --revision, what its source has now')
    .argument('<bundle>', 'name of the bundle')
    .option('--revision <revision>', 'one that was active before and is still kept')
    .option('--json', 'print the status of the bundle');
  addAdminOptions(command).action(run);
}

async function run(bundle: string, options: AdminOptions & { revision?: string; json?: true }): Promise<void> {
  const { revision, json } = options;
  const admin = await connectAdmin(options);
  const path = `/v1/bundles/${encodeURIComponent(bundle)}/activate`;
  const change = admin.post<BundleStatus>(path, revision === undefined ? {} : { revision });
  printChange(bundle, await withProgress('Activating', change), json);
}

/** Says what answers after a change. */
export function printChange(bundle: string, status: BundleStatus, json: true | undefined): void {
  if (json) printJson(status);
  else print(plain(`${bundle}: revision ${status.active} answers; before it was ${status.previous ?? 'none'}`));
}
