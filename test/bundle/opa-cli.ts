import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'bin');
const MODULE = 'github.com/open-policy-agent/opa@v1.22.2';

/** OPA's own command line, of the version that the toolchain is made of; compiled when a checkout has none yet. */
export async function opa(...args: string[]): Promise<string> {
  const program = join(CACHE, 'opa');
  if (!existsSync(program)) {
    await run('go', ['install', '-trimpath', MODULE], { env: { ...process.env, GOBIN: CACHE }, maxBuffer: 1e7 });
  }
  try {
    return (await run(program, args, { maxBuffer: 1e8 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`opa ${args[0]}: ${stdout}${stderr}`, { cause: error });
  }
}
