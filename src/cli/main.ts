#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { EXIT, note, reportError } from './output.ts';

type Register = (program: Command) => void;

/** Every command, by its name. Only the one that is called is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  serve: async () => (await import('./serve.ts')).registerServe,
  dev: async () => (await import('./dev.ts')).registerDev,
  new: async () => (await import('./new.ts')).registerNew,
  check: async () => (await import('./check.ts')).registerCheck,
  build: async () => (await import('./build.ts')).registerBuild,
  test: async () => (await import('./test.ts')).registerTest,
  cover: async () => (await import('./cover.ts')).registerCover,
  fmt: async () => (await import('./fmt.ts')).registerFmt,
  eval: async () => (await import('./eval.ts')).registerEval,
  bench: async () => (await import('./bench.ts')).registerBench,
  inspect: async () => (await import('./inspect.ts')).registerInspect,
  deps: async () => (await import('./deps.ts')).registerDeps,
  sign: async () => (await import('./sign.ts')).registerSign,
  verify: async () => (await import('./verify.ts')).registerVerify,
  keys: async () => (await import('./keys.ts')).registerKeys,
  token: async () => (await import('./token.ts')).registerToken,
  status: async () => (await import('./status.ts')).registerStatus,
  upstreams: async () => (await import('./upstreams.ts')).registerUpstreams,
  decisions: async () => (await import('./decisions.ts')).registerDecisions,
  activate: async () => (await import('./activate.ts')).registerActivate,
  approve: async () => (await import('./approve.ts')).registerApprove,
  rollback: async () => (await import('./rollback.ts')).registerRollback,
  wait: async () => (await import('./wait.ts')).registerWait,
  explain: async () => (await import('./explain.ts')).registerExplain,
  diff: async () => (await import('./diff.ts')).registerDiff,
  replay: async () => (await import('./replay.ts')).registerReplay,
};

const HELP = `
Exit codes:
  0  done
  1  found something: a failing test, a policy or configuration that is not valid
  2  wrong usage
  3  the gateway or a source could not be reached

Colours obey NO_COLOR and FORCE_COLOR. "regate help COMMAND" tells more about a command.`;

/** `engines` of package.json, which npm only warns about. */
const OLDEST_NODE = 24;

/** Runs the command line. Sets the exit code of the process. */
async function main(args: readonly string[]): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    note(`Regate needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
    process.exitCode = EXIT.usage;
    return;
  }
  const program = new Command('regate')
    .description('Policy-as-code API gateway: Rego decides every request.')
    .version(version())
    .addHelpText('after', HELP)
    .showHelpAfterError('("regate help COMMAND" tells how it is used)')
    .exitOverride();
  for (const load of wanted(args)) (await load())(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong; its code is 0 for --help and --version.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = reportError(error, { json: args.includes('--json') });
  }
}

function wanted(args: readonly string[]): (() => Promise<Register>)[] {
  if (args[0] === '-V' || args[0] === '--version') return [];
  const name = args[0] === 'help' ? args[1] : args[0];
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return load ? [load] : Object.values(COMMANDS);
}

function version(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

// A reader that has seen enough, as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await main(process.argv.slice(2));
