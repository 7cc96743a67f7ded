import type { Command } from 'commander';
import { addAdminOptions } from './admin-client.ts';
import { type ChangeOptions, change } from './change.ts';

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

function run(bundle: string, digest: string, options: ChangeOptions): Promise<void> {
  return change(bundle, { action: 'approve', title: 'Activating', body: { digest } }, options);
}
