import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Public programs that tests run. The folder's `go.mod` and `go.sum` pin all that a program is made of. */
const PROGRAMS = {
  'grpc-interop-client': { folder: 'grpc', package: 'google.golang.org/grpc/interop/client' },
  'grpc-interop-server': { folder: 'grpc', package: 'google.golang.org/grpc/interop/server' },
  h2spec: { folder: 'h2spec', package: 'github.com/summerwind/h2spec/cmd/h2spec' },
  toxiproxy: { folder: 'toxiproxy', package: 'github.com/Shopify/toxiproxy/v2/cmd/server' },
} as const;

export type GoTool = keyof typeof PROGRAMS;

const CACHE = join(import.meta.dirname, '../../.cache/go');

/** Milliseconds that another one may take to build a program. */
const PATIENCE_MS = 280_000;

const built = new Map<GoTool, Promise<string>>();

/**
 * Absolute path of a Go program that a test needs. The first time it is built, which takes a minute or two and is said on
 * standard error; later it comes from `.cache/go`.
 *
 * @throws Error that names the program and says what to do: install Go, or look at what the compiler said.
 */
export function goTool(name: GoTool): Promise<string> {
  let path = built.get(name);
  if (path === undefined) {
    path = findOrBuild(name);
    built.set(name, path);
  }
  return path;
}

async function findOrBuild(name: GoTool): Promise<string> {
  const { folder, package: what } = PROGRAMS[name];
  const module = join(import.meta.dirname, 'go', folder);
  const program = join(CACHE, `${name}-${await digestOf(module)}`);
  if (await exists(program)) return program;
  await mkdir(CACHE, { recursive: true });
  if (!(await claim(`${program}.lock`, program))) return program;
  const started = performance.now();
  process.stderr.write(`Building ${name} from its Go module (once) ...\n`);
  const partial = `${program}.${process.pid}`;
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-o', partial, what], {
      cwd: module,
      env: { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
    });
  } catch (cause) {
    await rm(`${program}.lock`, { force: true });
    throw failure(name, cause as NodeJS.ErrnoException & { stderr?: string });
  }
  await rename(partial, program);
  process.stderr.write(`${name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return program;
}

/** Test files may need it at the same time: one builds it, the others wait for it. False: it is there. */
async function claim(lock: string, program: string): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(200)) {
    if (await exists(program)) return false;
    const handle = await open(lock, 'wx').catch(() => undefined);
    if (handle === undefined) continue;
    await handle.close();
    return true;
  }
  // Whoever had it is gone.
  return true;
}

async function digestOf(module: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(module, file)));
  return hash.digest('hex').slice(0, 12);
}

function failure(name: GoTool, cause: NodeJS.ErrnoException & { stderr?: string }): Error {
  const why =
    cause.code === 'ENOENT'
      ? 'there is no `go` on the PATH; install Go 1.26 or newer (https://go.dev/dl)'
      : cause.stderr?.trim() || cause.message;
  return new Error(`${name}, which this test runs, could not be built: ${why}`, { cause });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
