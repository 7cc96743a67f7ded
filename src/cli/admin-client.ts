import { type Command, Option } from 'commander';
import { readSecret } from '../config/secret-file.ts';
import { ERRORS, type ErrorCode, type Finding, GatewayError } from '../errors.ts';

export interface AdminOptions {
  readonly config: string;
  readonly admin?: string;
  readonly tokenFile?: string;
}

/** A running gateway, by its admin interface. Both throw GatewayError: `unreachable`, or what the gateway answers. */
export interface AdminClient {
  /** @param timeout milliseconds, for what takes longer than a look */
  get<T>(path: string, timeout?: number): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
}

const DEFAULT_CONFIGURATION = 'regate.yaml';
const READ_TIMEOUT_MS = 10_000;
/** An activation compiles and tests before it answers. */
const CHANGE_TIMEOUT_MS = 300_000;
const NEVERTHELESS = 'with --admin URL and --token-file FILE the gateway can be asked nevertheless';

/** The options that say which gateway is meant. */
export function addAdminOptions(command: Command): Command {
  return command
    .option(
      '-c, --config <file>',
      'configuration of the gateway, which names its admin interface',
      DEFAULT_CONFIGURATION,
    )
    .addOption(new Option('--admin <url>', 'admin interface, as http://127.0.0.1:9901, instead of -c'))
    .addOption(new Option('--token-file <file>', 'file of its token, with --admin'));
}

/** Finds the admin interface and its token. Throws GatewayError `usage`, `config_invalid` or `unreachable`. */
export async function connectAdmin(options: AdminOptions): Promise<AdminClient> {
  const { url, tokenFile } = options.admin === undefined ? await configured(options.config) : named(options);
  const token = await readSecret(tokenFile, 'admin token');
  if (token === undefined) {
    throw new GatewayError('unreachable', `${tokenFile} does not exist: the gateway makes it when it first starts`);
  }
  return {
    get: (path, timeout = READ_TIMEOUT_MS) => request(url, path, token, { method: 'GET' }, timeout),
    post: (path, body = {}) => {
      const headers = { 'content-type': 'application/json' };
      return request(url, path, token, { method: 'POST', headers, body: JSON.stringify(body) }, CHANGE_TIMEOUT_MS);
    },
  };
}

function named({ admin = '', tokenFile }: AdminOptions): { url: string; tokenFile: string } {
  if (!URL.canParse(admin) || !/^https?:$/.test(new URL(admin).protocol)) {
    throw new GatewayError('usage', '--admin is a URL such as http://127.0.0.1:9901');
  }
  if (tokenFile === undefined) throw new GatewayError('usage', '--admin needs --token-file');
  return { url: admin, tokenFile };
}

async function configured(file: string): Promise<{ url: string; tokenFile: string }> {
  const { loadConfig } = await import('../config/load.ts');
  const { admin } = await loadConfig(file, { env: process.env }).catch((error: GatewayError) => {
    throw new GatewayError('config_invalid', `${error.message}; ${NEVERTHELESS}`, { findings: error.findings });
  });
  if (admin.port === 0)
    throw new GatewayError('usage', `${file} lets the system choose the admin port; ${NEVERTHELESS}`);
  const anywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const host = anywhere[admin.address] ?? (admin.address.includes(':') ? `[${admin.address}]` : admin.address);
  return { url: `http://${host}:${admin.port}`, tokenFile: admin.tokenFile };
}

async function request<T>(url: string, path: string, token: string, init: RequestInit, timeout: number): Promise<T> {
  let answer: Response;
  let text: string;
  try {
    const headers = { ...(init.headers as object), authorization: `Bearer ${token}` };
    answer = await fetch(new URL(path, url), {
      ...init,
      headers,
      signal: AbortSignal.timeout(timeout),
      redirect: 'error',
    });
    text = await answer.text();
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    throw new GatewayError('unreachable', `no gateway answers at ${url}: ${(cause as Error).message}`, {
      cause: error,
    });
  }
  const body = parse(text, url);
  if (answer.ok) return body as T;
  throw problemError(body as Problem, answer.status, url);
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly findings?: readonly Finding[];
}

function problemError({ code = '', detail, title, findings = [] }: Problem, status: number, url: string): GatewayError {
  if (!Object.hasOwn(ERRORS, code)) return notAdmin(url, `status ${status}`);
  return new GatewayError(code as ErrorCode, detail ?? title ?? code, { findings });
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAdmin(url, 'no JSON');
  }
}

function notAdmin(url: string, what: string): GatewayError {
  return new GatewayError('unreachable', `what answers at ${url} is no admin interface of Regate: ${what}`);
}
