import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived at the upstream, in full. */
export interface Arrived {
  readonly method: string;
  /** The target as it was on the wire. */
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface RecordingUpstream {
  readonly origin: string;
  readonly arrived: Arrived[];
  close(): void;
}

/** A real server that answers 200 and remembers what reached it. A request that breaks off is not remembered. */
export async function startUpstream(): Promise<RecordingUpstream> {
  const arrived: Arrived[] = [];
  const server: Server = createServer((req, res) => {
    let body = '';
    req.setEncoding('latin1');
    req.on('data', (chunk: string) => {
      body += chunk;
    });
    req.on('error', () => {});
    req.on('end', () => {
      const { method = '', url = '', rawHeaders } = req;
      arrived.push({ method, url, rawHeaders, body });
      res.end('served');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The value of a field as it was on the wire, or undefined; several lines are joined with ` | `. */
export function fieldOf({ rawHeaders }: Arrived, name: string): string | undefined {
  const values = rawHeaders.filter((_value, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name);
  return values.length === 0 ? undefined : values.join(' | ');
}
