import type { Command } from 'commander';
import type { BundleStatus } from '../bundle/status.ts';
import { printChange } from './activate.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { withProgress } from './output.ts';

/** `regate approve`: lets a candidate pass that flips more decisions than is tolerable. */
export function registerApprove(program: Command): void {
  const command = program
    .command('approve')
    .description('let a candidate pass that is held because of what it flips; "regate status" shows what that is')
    .argument('<bundle>', 'name of the bundle')
    .argument('<digest>', 'of the candidate; the first sixteen characters do')
    .option('--json', 'print the status of the bundle');
  addAdminOptions(command).action(run);
}

async function run(bundle: string, digest: string, options: AdminOptions & { json?: true }): Promise<void> {
  const admin = await connectAdmin(options);
  const change = admin.post<BundleStatus>(`/v1/bundles/${encodeURIComponent(bundle)}/approve`, { digest });
  printChange(bundle, await withProgress('Activating', change), options.json);
}
