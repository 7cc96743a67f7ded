/*
 * Builds dist/ for the package: JavaScript from src/, and the policy toolchain in its compressed form. A checkout runs its
 * TypeScript as it is and needs none of this.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

run('scripts/build-opa.ts', '--compress');
// Beside its place, for it takes the place of an earlier one only when all of it is there.
const draft = mkdtempSync(join(dist, '.draft-'));
try {
  compile(draft);
  for (const name of readdirSync(dist)) if (isCompiled(name)) rmSync(join(dist, name), { recursive: true });
  for (const name of readdirSync(join(draft, 'src'))) renameSync(join(draft, 'src', name), join(dist, name));
} finally {
  rmSync(draft, { recursive: true, force: true });
}

/** JSON that src/ imports lies outside of it, so `src` is a folder of the output. */
function compile(folder: string): void {
  run('node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json', '--outDir', folder);
}

function isCompiled(name: string): boolean {
  return !name.startsWith('opa.wasm') && !name.startsWith('.draft-');
}

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args[0]} failed, see above`);
}
