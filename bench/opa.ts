import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const MODULE = { cwd: join(ROOT, 'opa') };
const CACHE = join(ROOT, 'node_modules', '.cache', 'regate-bench');

/** A policy and its data, in files. */
export interface PolicyFiles {
  readonly policy: string;
  readonly data: string;
}

/** OPA in a Go program, see opa/main.go. */
export interface EmbeddedOpa {
  /** Prepares a query for these inputs and gives its values. */
  prepare(query: string, inputs: readonly object[]): Promise<unknown[]>;
  /** Evaluates so often, the inputs in rotation, and gives the microseconds of processor time for all. */
  evaluate(calls: number): Promise<number>;
  stop(): Promise<void>;
}

/** Compiles and starts it, with the OPA that opa/go.mod pins. */
export async function startOpa({ policy, data }: PolicyFiles): Promise<EmbeddedOpa> {
  const program = join(CACHE, 'embedded');
  await run('go', ['build', '-o', program, join(import.meta.dirname, 'opa', 'main.go')], MODULE);
  const child = spawn(program, [policy, data], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: object) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('OPA ended');
    return JSON.parse(value);
  };
  return {
    prepare: (query, inputs) => ask({ query, inputs }) as Promise<unknown[]>,
    evaluate: (calls) => ask({ calls }) as Promise<number>,
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Microseconds of an evaluation by `opa bench`, once a count. The program is installed if it is not there. */
export async function opaBench(files: PolicyFiles, query: string, input: object, count: number): Promise<number[]> {
  const program = join(CACHE, 'opa');
  await access(program).catch(() => install());
  const file = join(CACHE, 'input.json');
  await writeFile(file, JSON.stringify(input));
  const options = ['--format', 'json', '--metrics=false', '--count', String(count)];
  const { stdout } = await run(program, ['bench', ...options, '-d', files.policy, '-d', files.data, '-i', file, query]);
  const results = JSON.parse(`[${stdout.trim().replaceAll('}\n{', '},{')}]`) as { N: number; T: number }[];
  return results.map(({ N, T }) => T / N / 1000);
}

async function install(): Promise<void> {
  const name = 'github.com/open-policy-agent/opa';
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Version}}', name], MODULE);
  await run('go', ['install', `${name}@${stdout.trim()}`], { env: { ...process.env, GOBIN: CACHE } });
}
