import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** A server of git over https, on a free port of 127.0.0.1. */
export interface GitServer extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`. */
  readonly origin: string;
  /** File of its certificate, which nobody else has signed. */
  readonly certificate: string;
  /** `Authorization` of each request. */
  readonly authorizations: (string | undefined)[];
}

type Answer = (req: IncomingMessage, res: ServerResponse) => unknown;

/** Starts one that answers with git's own program, from the repositories in `folder`, or otherwise. */
export async function startGitServer(folder: string, answer: Answer = (req, res) => backend(folder, req, res)) {
  const [key, certificate] = ['server.key', 'server.crt'].map((name) => join(folder, name)) as [string, string];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const authorizations: (string | undefined)[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (req, res) => {
    authorizations.push(req.headers.authorization);
    void answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    certificate,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  } satisfies GitServer;
}

/** CGI, as git-http-backend(1) has it. */
async function backend(folder: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(req.url ?? '/', 'https://host');
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: req.method,
      CONTENT_TYPE: req.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: req.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(req.headers['git-protocol'] ?? ''),
    },
  });
  child.stdin.end(await buffer(req));
  const output = await buffer(child.stdout);
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name, value] = line.split(': ') as [string, string];
    if (name === 'Status') res.statusCode = Number.parseInt(value, 10);
    else res.setHeader(name, value);
  }
  res.end(output.subarray(end + 4));
}
