import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP server of key sets that counts what it is asked for. */
export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly count: number;
  /** What it answers from now on. */
  answer: RequestListener;
}

export async function keyServer(answer: RequestListener): Promise<KeyServer> {
  let count = 0;
  const state = { answer };
  const server = createServer((req, res) => {
    count += 1;
    state.answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    get count() {
      return count;
    },
    get answer() {
      return state.answer;
    },
    set answer(next) {
      state.answer = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with a key set. */
export function keys(...jwks: readonly object[]): RequestListener {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(JSON.stringify({ keys: jwks }));
  };
}
