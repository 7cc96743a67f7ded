// npm test: everything that has to hold before a change may land. Each step says what it does; the first failure ends it.
// `npm test -- PATTERN...` runs only the test files whose path contains one of the patterns.
// `npm run test:long` does the same with all rounds of tests that find faults by chance: fifty swaps and not ten.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const patterns = args.filter((argument) => argument !== '--long');
/** Hundreds of processes load the same files: what Node makes of their TypeScript is kept until the last of them ends. */
const cache = mkdtempSync(join(tmpdir(), 'regate-test-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: cache,
  ...(args.includes('--long') && { REGATE_TEST_LONG: '1' }),
};
/** Milliseconds for one test; what waits for ever is a failure, and named. */
const TEST_MS = 300_000;
const files = globSync('test/**/*.test.ts', { cwd: root })
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .sort();

if (files.length === 0) {
  console.error(`No test file matches ${patterns.join(' ')}`);
  process.exit(2);
}
step('Building the policy toolchain where its sources changed', ['scripts/build-opa.ts']);
if (patterns.length === 0) {
  step('Types', ['node_modules/typescript/bin/tsc', '--noEmit']);
  step('Lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']);
  step('Policies', ['src/cli/main.ts', 'test', 'policies', '--threshold', '100']);
}
step(`${files.length} test files`, [
  '--test',
  `--test-timeout=${TEST_MS}`,
  `--test-concurrency=${availableParallelism() + 1}`,
  ...files,
]);

function step(title: string, args: string[]): void {
  console.log(`\n> ${title}`);
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status === 0) return;
  console.error(`\nFailed: ${title}${signal ? ` (${signal})` : ''}`);
  process.exit(status ?? 1);
}
