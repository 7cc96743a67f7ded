import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { requireProgram } from './program.ts';

export interface Nginx {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Folder that it serves files from, with the configuration and the error log beside it. */
  readonly folder: string;
  /** Stops it from running, as a hang would: what is sent to it waits. */
  freeze(): void;
  /** Ends it at once, as a crash would: connections are reset. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/**
 * Starts a real nginx on a free port with the given lines inside its `server` block.
 *
 * @param server as `location / { return 200 "ok"; }`. `root` is the folder `www` of the instance.
 * @param files files of that folder, by name.
 */
export async function startNginx(
  server: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Nginx> {
  const program = await requireProgram('nginx');
  const folder = await mkdtemp(join(tmpdir(), 'regate-nginx-'));
  const port = await freePort();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'nginx.conf'), configuration(port, folder, server));
  const child = spawn(program, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  await answering(port, exited);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    folder,
    freeze: () => child.kill('SIGSTOP'),
    kill,
    close: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, folder: string, server: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  default_type application/octet-stream;
  client_max_body_size 0;
  keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} backlog=1024;
    root ${folder};
    ${server}
  }
}
`;
}

async function answering(port: number, exited: Promise<unknown>): Promise<void> {
  let gone = false;
  exited.then(() => {
    gone = true;
  });
  for (let attempt = 0; attempt < 500 && !gone; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
    await sleep(10);
  }
  throw new Error(`nginx does not answer on port ${port}; see its error log`);
}
