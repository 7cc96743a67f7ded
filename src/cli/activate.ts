import type { Command } from 'commander';
import { addAdminOptions } from './admin-client.ts';
import { type ChangeOptions, change } from './change.ts';

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

function run(bundle: string, { revision, ...options }: ChangeOptions & { revision?: string }): Promise<void> {
  const body = revision === undefined ? {} : { revision };
  return change(bundle, { action: 'activate', title: 'Activating', body }, options);
}
