import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A real HTTP server of key sets that counts what it is asked for. */
export interface KeyServer {
  readonly url: string;
  /** Requests so far. */
  count: number;
  /** What it answers from now on. */
  answer: RequestListener;
}

export async function keyServer(t: TestContext, answer: RequestListener): Promise<KeyServer> {
  const http = createServer((req, res) => {
    server.count += 1;
    server.answer(req, res);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  const server = { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks.json`, count: 0, answer };
  return server;
}

/** Answers with a key set. */
export function keys(...jwks: readonly object[]): RequestListener {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(JSON.stringify({ keys: jwks }));
  };
}
