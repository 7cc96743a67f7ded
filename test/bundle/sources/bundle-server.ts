import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';

type Answer = (req: IncomingMessage, res: ServerResponse) => unknown;

/** A server of one bundle, on a free port of 127.0.0.1. */
export interface BundleServer extends AsyncDisposable {
  /** Where the bundle is. */
  readonly url: string;
  /** Header fields of each request. */
  readonly requests: IncomingMessage['headers'][];
  /** What it does with requests from now on. */
  answer: Answer;
}

/** Starts one; behind TLS where there are options for it. */
export async function startBundleServer(answer: Answer, tls?: TlsOptions): Promise<BundleServer> {
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    started.requests.push(req.headers);
    void started.answer(req, res);
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const started: BundleServer = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/bundle.tar.gz`,
    requests: [],
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return started;
}

/** Bytes that begin as a bundle does. */
export function archive(text: string): Buffer {
  return gzipSync(text);
}

/** Serves bytes with an ETag, and says 304 to who has them. */
export function serving(bytes: Uint8Array, etag: string | undefined, headers: Record<string, string> = {}): Answer {
  return (req, res) => {
    const tagged = { ...headers, ...(etag !== undefined && { etag }) };
    if (etag !== undefined && req.headers['if-none-match'] === etag) res.writeHead(304, tagged).end();
    else res.writeHead(200, { 'content-type': 'application/gzip', ...tagged }).end(bytes);
  };
}

/** Serves bytes as OPA's long polling has it: who has them waits until `change` gives others. */
export function holding(first: Uint8Array, etag: string) {
  const headers = { 'content-type': 'application/vnd.openpolicyagent.bundles' };
  let present = { bytes: first, etag };
  const waiting: ServerResponse[] = [];
  const give = (res: ServerResponse) => res.writeHead(200, { ...headers, etag: present.etag }).end(present.bytes);
  const answer: Answer = (req, res) => {
    if (req.headers['if-none-match'] !== present.etag) give(res);
    else if (/;wait=\d+/.test(String(req.headers.prefer))) waiting.push(res);
    else res.writeHead(304, { etag: present.etag }).end();
  };
  return {
    answer,
    waiting,
    change(bytes: Uint8Array, name: string) {
      present = { bytes, etag: name };
      for (const res of waiting.splice(0)) give(res);
    },
    /** The time of those that wait is over. */
    expire() {
      for (const res of waiting.splice(0)) res.writeHead(304).end();
    },
  };
}
