import type { Command } from 'commander';
import type { BundleStatus } from '../bundle/status.ts';
import { printChange } from './activate.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { withProgress } from './output.ts';

/** `regate rollback`: goes back to the revision that answered before. */
export function registerRollback(program: Command): void {
  const command = program
    .command('rollback')
    .description('go back to the revision of a bundle that answered before')
    .argument('<bundle>', 'name of the bundle')
    .option('--json', 'print the status of the bundle');
  addAdminOptions(command).action(run);
}

async function run(bundle: string, options: AdminOptions & { json?: true }): Promise<void> {
  const admin = await connectAdmin(options);
  const change = admin.post<BundleStatus>(`/v1/bundles/${encodeURIComponent(bundle)}/rollback`);
  printChange(bundle, await withProgress('Rolling back', change), options.json);
}
