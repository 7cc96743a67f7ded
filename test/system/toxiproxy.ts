import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { goTool } from './go-tool.ts';

/** What a connection suffers from, by the names and attributes of toxiproxy. Times are milliseconds, rates KB/s. */
export interface Toxics {
  readonly latency: { readonly latency: number; readonly jitter?: number };
  readonly reset_peer: { readonly timeout: number };
  readonly timeout: { readonly timeout: number };
  readonly bandwidth: { readonly rate: number };
  readonly slow_close: { readonly delay: number };
  /** `delay` is in microseconds. */
  readonly slicer: { readonly average_size: number; readonly size_variation: number; readonly delay: number };
  readonly limit_data: { readonly bytes: number };
}

/** A TCP proxy in front of one upstream. */
export interface Link {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly port: number;
  /** Poisons what the upstream sends, or what it gets, on present connections and later ones. */
  poison<Name extends keyof Toxics>(name: Name, attributes: Toxics[Name], stream?: Direction): Promise<void>;
  /** Takes all poison out. */
  cure(): Promise<void>;
  /** Ends all connections and refuses new ones, or takes this back. */
  enable(enabled: boolean): Promise<void>;
}

/** `downstream`: what the upstream sends. `upstream`: what it gets. */
type Direction = 'downstream' | 'upstream';

export interface Toxiproxy {
  /** @param origin of the upstream, `http://127.0.0.1:PORT` */
  open(origin: string): Promise<Link>;
  close(): Promise<void>;
}

/** Starts a real toxiproxy, which is driven by its HTTP interface. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const program = await goTool('toxiproxy');
  const port = await freePort();
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const api = `http://127.0.0.1:${port}`;
  await answering(api, () => child.exitCode !== null);
  let count = 0;

  return {
    async open(origin) {
      const name = `proxy${count++}`;
      const upstream = new URL(origin).host;
      const { listen } = await call('/proxies', { name, listen: '127.0.0.1:0', upstream, enabled: true });
      const at = `/proxies/${name}`;
      const toxics = new Set<string>();
      return {
        origin: `http://${listen}`,
        port: Number(new URL(`http://${listen}`).port),
        async poison(type, attributes, stream = 'downstream') {
          await call(`${at}/toxics`, { name: `${type}-${stream}`, type, stream, attributes });
          toxics.add(`${type}-${stream}`);
        },
        async cure() {
          for (const toxic of toxics) await call(`${at}/toxics/${toxic}`, undefined, 'DELETE');
          toxics.clear();
        },
        async enable(enabled) {
          await call(at, { enabled });
        },
      };
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };

  async function call(path: string, body?: object, method = 'POST'): Promise<Record<string, string>> {
    const response = await fetch(api + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}

async function answering(api: string, gone: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 1000 && !gone(); attempt++) {
    const up = await fetch(`${api}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await sleep(20);
  }
  throw new Error(`toxiproxy does not answer at ${api}`);
}
