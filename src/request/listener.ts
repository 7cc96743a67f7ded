import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ListenerConfig, RequestConfig } from '../config/types.ts';
import type { GatewayError } from '../errors.ts';

export type Handle = (req: IncomingMessage | Http2ServerRequest, res: ServerResponse | Http2ServerResponse) => void;

export interface ListenerOptions {
  readonly request: RequestConfig;
  /** Whether several threads share the port. */
  readonly reusePort?: boolean;
  /** Told of each request that failed before it was one: malformed bytes, timeouts, TLS failures. */
  readonly onClientError?: (error: GatewayError, socket: Socket) => void;
}

export interface Listener {
  readonly app: FastifyInstance;
  /** Resolves with the port once connections are accepted. */
  listen(port?: number): Promise<number>;
  /** Reads the certificate files again; connections stay. Throws GatewayError `config_invalid` and changes nothing. */
  updateTls(): Promise<void>;
  /** From now on every answer ends its connection, while new ones are still accepted. */
  drain(): void;
  /** Stops accepting, lets requests in flight finish for `grace` milliseconds, then ends what is left. */
  close(options: { readonly grace: number }): Promise<void>;
}

export function createListener(_config: ListenerConfig, _options: ListenerOptions, _handle: Handle): Promise<Listener> {
  throw new Error('under construction');
}
