/*
 * Builds dist/opa.wasm, the policy toolchain, from the Go module in opa/, if its inputs have changed since.
 *
 *   node scripts/build-opa.ts [--compress]      --compress: dist/opa.wasm.br too, for the package
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const MINIMUM = [1, 26] as const;
const FLAGS = ['build', '-trimpath', '-buildvcs=false', '-buildmode=c-shared', '-ldflags=-s -w'];
const TARGET = { GOOS: 'wasip1', GOARCH: 'wasm', CGO_ENABLED: '0' };

const root = join(import.meta.dirname, '..');
const source = join(root, 'opa');
const output = join(root, 'dist', 'opa.wasm');
const mark = `${output}.inputs`;

mkdirSync(join(root, 'dist'), { recursive: true });
const inputs = digestOfInputs(goVersion());
if (!existsSync(output) || !existsSync(mark) || readFileSync(mark, 'utf8') !== inputs) build();
if (process.argv.includes('--compress')) compress();

function build(): void {
  const started = performance.now();
  process.stderr.write('Compiling the policy toolchain from opa/ (once; about a minute the first time) ...\n');
  const partial = `${output}.${process.pid}`;
  run('go', [...FLAGS, '-o', partial, '.']);
  renameSync(partial, output);
  writeFileSync(mark, inputs);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`dist/opa.wasm: ${(statSync(output).size / 1e6).toFixed(1)} MB in ${seconds} s\n`);
}

function compress(): void {
  const compressed = `${output}.br`;
  if (existsSync(compressed) && statSync(compressed).mtimeMs >= statSync(output).mtimeMs) return;
  const bytes = readFileSync(output);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(compressed, brotliCompressSync(bytes, { params }));
}

/** Everything that the bytes depend on: the module's files, the compiler and its flags. */
function digestOfInputs(version: string): string {
  const hash = createHash('sha256').update(JSON.stringify([version, FLAGS, TARGET]));
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.go$|^go\.(mod|sum)$|^refused\.json$/.test(name) && !/_test\.go$|^conformance\//.test(name));
  for (const name of names.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(source, name)));
  return hash.digest('hex');
}

function goVersion(): string {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: source });
  const [major = 0, minor = 0] = (stdout ?? '').replace('go', '').split('.').map(Number.parseFloat);
  const enough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  if (!error && enough) return stdout.trim();
  fail(`Go ${MINIMUM.join('.')} or newer is needed, once, to compile OPA's policy compiler to WebAssembly.
${error ? 'There is no `go` on the PATH.' : `This is ${stdout.trim() || 'an older one'}.`} Install it:
  https://go.dev/dl, or with a package manager: brew install go, winget install GoLang.Go, apt install golang-go
An installed \`regate\` package does not need it.`);
}

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: source, stdio: 'inherit', env: { ...process.env, ...TARGET } });
  if (status !== 0) fail('The policy toolchain could not be compiled, see above.');
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
