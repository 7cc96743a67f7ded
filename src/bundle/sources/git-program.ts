import { spawn } from 'node:child_process';
import { GatewayError } from '../../errors.ts';

/** A repository of ours on disk, and how the program git is to behave there. */
export interface GitFolder {
  /** The bare repository. */
  readonly path: string;
  /** Settings of git, by name, beyond those of HARDENED. They reach no command line. */
  readonly settings: Readonly<Record<string, string>>;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
  /** Ends what runs. */
  readonly signal: AbortSignal;
}

export interface GitOptions {
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
  /** Bytes of output beyond which it is ended. */
  readonly maxOutput?: number;
  /** Text for its standard input. */
  readonly input?: string;
  /** Settings for this run alone. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface GitOutcome {
  readonly status: number;
  readonly output: Buffer;
  /** What it said on standard error, without secrets and control characters, in one line. */
  readonly message: string;
}

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_MESSAGE = 1000;

/**
 * Nothing of the machine's or the user's git takes part, nothing of the repository is executed, and objects that git
 * finds unsound are refused. Redirects are not followed: they could lead a token, or the gateway, somewhere else.
 */
const HARDENED = {
  'core.hooksPath': '/dev/null',
  'core.bigFileThreshold': '16m',
  'credential.helper': '',
  'fetch.fsckObjects': 'true',
  'fetch.recurseSubmodules': 'false',
  'fetch.unpackLimit': '1',
  'gc.autoDetach': 'false',
  'maintenance.autoDetach': 'false',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '20',
};

/** What git needs to know of the machine: programs, proxies, authorities, the agent of ssh. */
const PASSED_ON = [
  ...['PATH', 'TMPDIR', 'SSH_AUTH_SOCK', 'GIT_SSL_CAINFO'],
  ...['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
];

/** Asks nobody anything, and knows the host or refuses it. */
const SSH = 'ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=15 -oClearAllForwardings=yes';

/**
 * Runs git and tells how it ended. Throws GatewayError bundle_unreadable where it cannot be run, takes too long or says
 * too much.
 */
export async function runGit(
  folder: GitFolder,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutcome> {
  const { timeout = TIMEOUT_MS, maxOutput = MAX_OUTPUT, input = '' } = options;
  const what = `git ${args[0]}`;
  const env = environment(folder, options);
  // A group of its own: git runs others, which have to end with it.
  const child = spawn('git', args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    let size = 0;
    let said = '';
    const fail = (message: string, cause?: unknown) => {
      if (child.pid !== undefined) endGroup(child.pid);
      reject(new GatewayError('bundle_unreadable', message, { cause }));
    };
    const timer = setTimeout(() => fail(`${what} took longer than ${timeout / 1000} s`), timeout);
    const abort = () => fail(`${what} was ended: the source is not needed any more`);
    folder.signal.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutput) fail(`${what} gave more than ${maxOutput} bytes`);
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_MESSAGE);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const advice = 'the program git is not in the PATH of the gateway: install it (on Debian: apt install git)';
      fail(error.code === 'ENOENT' ? advice : `${what}: ${error.message}`, error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      folder.signal.removeEventListener('abort', abort);
      resolve({ status: code ?? -1, output: Buffer.concat(output), message: shown(said, folder.secrets) });
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** As `runGit`, for what is expected to work. Throws GatewayError bundle_unreadable with git's own words. */
export async function git(folder: GitFolder, args: readonly string[], options?: GitOptions): Promise<Buffer> {
  const { status, output, message } = await runGit(folder, args, options);
  if (status === 0) return output;
  throw new GatewayError('bundle_unreadable', `git ${args[0]} failed: ${message || `it ended with ${status}`}`);
}

function environment({ path, settings }: GitFolder, options: GitOptions): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const all = Object.entries({ ...HARDENED, ...settings, ...options.settings });
  const numbered = all.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...Object.fromEntries([...passed, ...numbered]),
    GIT_CONFIG_COUNT: String(all.length),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_SSH_COMMAND: SSH,
    GIT_SSH_VARIANT: 'ssh',
    GIT_DIR: path,
    // The .netrc of the user is not to be found.
    HOME: path,
    LC_ALL: 'C',
    ...options.env,
  };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function shown(said: string, secrets: readonly string[]): string {
  const words = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), said);
  return words.replace(/[\0-\x1f\x7f-\x9f]+/g, ' ').trim();
}
