// npm test: everything that has to hold before a change may land. Each step says what it does; the first failure ends it.
// `npm test -- PATTERN...` runs only the test files whose path contains one of the patterns.
// `npm run test:long` runs those that take minutes: they kill, restart and swap again and again, install what they test, or
// build the public programs that they test with.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const patterns = args.filter((argument) => argument !== '--long');
/** Beginnings of what `npm test` leaves to `npm run test:long`, and says so; named by a pattern they are run too. */
const LONG = [
  'test/docs/the-workflows-do-what-they-say.test.ts',
  'test/gateway/a-gateway-killed-at-any-step-serves-one-whole-policy-afterwards.test.ts',
  'test/gateway/rolling-restarts-fail-no-request.test.ts',
  'test/gateway/swaps-under-load-fail-no-request.test.ts',
  'test/gateway/toxic-',
  'test/gateway/without-rewriting-a-policy-costs-a-worker-at-most.test.ts',
  'test/interop/a-grpc-client-understands-a-refusal.test.ts',
  'test/interop/grpc-cases-pass-through-the-gateway.test.ts',
  'test/interop/h2spec-finds-no-more-than-in-node-itself.test.ts',
  'test/package/the-package-works-where-it-is-installed.test.ts',
];
/** Hundreds of processes load the same files: what Node makes of their TypeScript is kept until the last of them ends. */
const cache = mkdtempSync(join(tmpdir(), 'regate-test-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
const env = { ...process.env, NODE_COMPILE_CACHE: cache };
/** Milliseconds for one test; what waits for ever is a failure, and named. */
const TEST_MS = 300_000;
const long = args.includes('--long');
const all = globSync('test/**/*.test.ts', { cwd: root });
const missing = LONG.filter((start) => !all.some((file) => file.startsWith(start)));
if (missing.length > 0) throw new Error(`There is no ${missing.join(', ')}`);
const files = all
  .filter((file) =>
    patterns.length > 0
      ? patterns.some((pattern) => file.includes(pattern))
      : LONG.some((start) => file.startsWith(start)) === long,
  )
  .sort();

if (files.length === 0) {
  console.error(`No test file matches ${patterns.join(' ')}`);
  process.exit(2);
}
step('Building the policy toolchain where its sources changed', ['scripts/build-opa.ts']);
if (patterns.length === 0 && !long) {
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
if (patterns.length === 0 && !long)
  console.log(`\nLeft to npm run test:long:\n${LONG.map((start) => `  ${start}\n`).join('')}`);

function step(title: string, args: string[]): void {
  console.log(`\n> ${title}`);
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status === 0) return;
  console.error(`\nFailed: ${title}${signal ? ` (${signal})` : ''}`);
  process.exit(status ?? 1);
}
