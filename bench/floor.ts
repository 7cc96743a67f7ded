import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

/**
 * The floor: what a request costs in one thread of Node with nothing but `node:http` and undici's `dispatch`. No header
 * is looked at more than it has to be, no timeout, no failure is handled. Regate's cost is given as a ratio to it.
 *
 * `node bench/floor.ts UPSTREAM_ORIGIN PORT`
 */
class Relay implements Dispatcher.DispatchHandler {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, never>): void {
    delete headers.connection;
    delete headers['keep-alive'];
    this.#res.writeHead(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#res.write(chunk)) {
      controller.pause();
      this.#res.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#res.end();
  }

  onResponseError(): void {
    this.#res.destroy();
  }
}

const [origin = 'http://127.0.0.1:8081', port = '8080'] = process.argv.slice(2);
const pool = new Pool(origin, { connections: 128, pipelining: 1 });

createServer((req: IncomingMessage, res: ServerResponse) => {
  const headers: string[] = [];
  for (const name in req.headers) {
    if (name !== 'connection' && name !== 'transfer-encoding') headers.push(name, req.headers[name] as string);
  }
  const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined;
  pool.dispatch({ method: req.method!, path: req.url!, headers, body: hasBody ? req : null }, new Relay(res));
}).listen(Number(port), '127.0.0.1', () => console.log(`floor on ${port}`));

process.on('SIGUSR2', () => console.log(JSON.stringify(process.cpuUsage())));
process.on('SIGTERM', () => process.exit());
