import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../system/free-port.ts';
import { goTool } from '../system/go-tool.ts';
import { certificateFile } from '../traffic/certificate.ts';

export const keyFile = join(import.meta.dirname, '../traffic/testdata/upstream.key');

/** The server of gRPC's interoperability tests (grpc/doc/interop-test-descriptions.md). */
export interface InteropServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts it on a free port, over TLS or not. */
export async function startInteropServer({ tls = false } = {}): Promise<InteropServer> {
  const program = await goTool('grpc-interop-server');
  const port = await freePort();
  const secure = ['--use_tls', `--tls_cert_file=${certificateFile}`, `--tls_key_file=${keyFile}`];
  const child = spawn(program, [`--port=${port}`, ...(tls ? secure : [])], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await listening(port, child);
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export interface CaseResult {
  /** 0: the client is content. */
  readonly status: number | null;
  readonly output: string;
}

/** Runs one case of the client against a port of 127.0.0.1 that speaks TLS with the test certificate. */
export async function runCase(name: string, port: number, flags: readonly string[] = []): Promise<CaseResult> {
  const program = await goTool('grpc-interop-client');
  const where = [
    '--server_host=127.0.0.1',
    `--server_port=${port}`,
    '--use_tls',
    '--use_test_ca',
    `--ca_file=${certificateFile}`,
  ];
  const child = spawn(program, [...where, `--test_case=${name}`, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  // A case that hangs has failed.
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = await once(child, 'close');
  clearTimeout(timer);
  return { status, output };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt++) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (up) return;
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error(`the gRPC server does not listen on port ${port}`);
}
