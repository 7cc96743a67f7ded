import { createServer } from 'node:net';
import type { ListenerConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';

/** Names a listener of the configuration across reloads. */
export function listenerKey({ address, port, tls }: ListenerConfig): string {
  return `${tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/**
 * The port of each listener, by listenerKey: those of `held` as they are, for the others one that nobody has. Workers share
 * a port by SO_REUSEPORT, which would let a second gateway join in silence; so a new port is first bound alone.
 * Throws GatewayError config_invalid where it cannot be bound.
 */
export async function claimPorts(
  listeners: readonly ListenerConfig[],
  held: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const listener of listeners) {
    const key = listenerKey(listener);
    ports[key] = held[key] ?? (await claim(listener));
  }
  return ports;
}

function claim({ address, port }: ListenerConfig): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'another process has it' : error.message;
    reject(new GatewayError('config_invalid', `cannot listen on ${address} port ${port}: ${reason}`, { cause: error }));
  });
  server.listen({ host: address, port, exclusive: true }, () => {
    const bound = (server.address() as { port: number }).port;
    server.close(() => resolve(bound));
  });
  return promise;
}

/** URL of a listener, with the port that it has. */
export function listenerUrl(listener: ListenerConfig, ports: Readonly<Record<string, number>>): string {
  const key = listenerKey(listener);
  return key.slice(0, key.lastIndexOf(':') + 1) + (ports[key] ?? listener.port);
}
