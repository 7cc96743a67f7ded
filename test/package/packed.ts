import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '../..');

const run = promisify(execFile);

/** The Node that runs this is the first one, as on the machine of somebody who installs the package. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: '1' };

export interface Packed {
  /** A new folder into which the package was installed. */
  readonly folder: string;
  /** Names of the files of the package. */
  readonly files: readonly string[];
  /** Runs the installed command line there; rejects where it does not end with 0. */
  regate(...args: string[]): Promise<string>;
  /** The command and the environment of the installed command line, for what does not end by itself. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/** Makes the package of this checkout and installs it in an empty folder, with its dependencies from the registry. */
export async function packAndInstall(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-package-'));
  const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd, env, maxBuffer: 2 ** 24 });
  const { stdout } = await npm(ROOT, 'pack', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(stdout);
  await writeFile(join(folder, 'package.json'), '{}');
  await npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`);
  const command = join(folder, 'node_modules/.bin/regate');
  return {
    folder,
    files: files.map(({ path }: { path: string }) => path),
    regate: async (...args) => (await run(command, args, { cwd: folder, env })).stdout,
    command,
    env,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
