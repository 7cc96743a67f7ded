import type { Command } from 'commander';
import { addAdminOptions } from './admin-client.ts';
import { type ChangeOptions, change } from './change.ts';

/** `regate rollback`: goes back to the revision that answered before. */
export function registerRollback(program: Command): void {
  const command = program
    .command('rollback')
    .description('go back to the revision of a bundle that answered before')
    .argument('<bundle>', 'name of the bundle')
    .option('--json', 'print the status of the bundle');
  addAdminOptions(command).action(run);
}

function run(bundle: string, options: ChangeOptions): Promise<void> {
  return change(bundle, { action: 'rollback', title: 'Rolling back' }, options);
}
