import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's name of the package that has a program, where the two differ. */
const PACKAGES: Readonly<Record<string, string>> = { h2load: 'nghttp2-client', 'ssh-keygen': 'openssh-client' };

/** Folders of system daemons, which the PATH of an ordinary user lacks. */
const DAEMONS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

const found = new Map<string, Promise<string>>();

/**
 * Absolute path of a system program that a test or a benchmark needs. Where it is missing and we are root, its Debian
 * package is installed.
 *
 * @throws Error that names the package to install.
 */
export function requireProgram(name: string): Promise<string> {
  let path = found.get(name);
  if (path === undefined) {
    path = findOrInstall(name);
    found.set(name, path);
  }
  return path;
}

async function findOrInstall(name: string): Promise<string> {
  const present = await find(name);
  if (present !== undefined) return present;
  const wanted = PACKAGES[name] ?? name;
  if (process.getuid?.() !== 0) throw new Error(`${name} is missing: install the package "${wanted}" (as on Debian)`);
  await install(wanted);
  const installed = await find(name);
  if (installed === undefined) throw new Error(`the package "${wanted}" was installed, but ${name} is not in the PATH`);
  return installed;
}

async function find(name: string): Promise<string | undefined> {
  for (const folder of [...(process.env.PATH ?? '').split(':'), ...DAEMONS]) {
    const path = join(folder, name);
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && executable) return path;
  }
  return undefined;
}

/** Several test files may want a package at once: apt waits for its own lock. */
async function install(wanted: string): Promise<void> {
  const apt = (...args: string[]) =>
    run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    await apt('install', '--no-install-recommends', '-y', wanted).catch(async () => {
      await apt('update');
      await apt('install', '--no-install-recommends', '-y', wanted);
    });
  } catch (error) {
    throw new Error(`the package "${wanted}" could not be installed: install it by hand`, { cause: error });
  }
}
