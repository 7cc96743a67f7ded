import type { GatewayConfig, ListenerConfig } from '../../config/types.ts';
import { createListener, type Handle, type Listener, type ListenerOptions } from './listener.ts';

interface Open {
  /** Everything of the configuration that a running server cannot change. */
  readonly shape: string;
  readonly listener: Listener;
}

/** The open listeners of one worker. What did not change in the configuration keeps its socket and its connections. */
export class Listeners {
  readonly #handle: Handle;
  readonly #onClientError: NonNullable<ListenerOptions['onClientError']>;
  #open: readonly Open[] = [];
  #prepared: readonly Open[] = [];

  constructor(handle: Handle, onClientError: NonNullable<ListenerOptions['onClientError']>) {
    this.#handle = handle;
    this.#onClientError = onClientError;
  }

  /** Opens what is new. The old ones go on beside it: SO_REUSEPORT lets both have the port. */
  async prepare(config: GatewayConfig, portOf: (listener: ListenerConfig) => number): Promise<void> {
    const prepared: Open[] = [];
    this.#prepared = prepared;
    for (const listenerConfig of config.listeners) {
      const port = portOf(listenerConfig);
      const { address, tls } = listenerConfig;
      const shape = JSON.stringify([address, port, tls?.minVersion, tls?.certificates, config.request]);
      const kept = this.#open.find((open) => open.shape === shape);
      if (kept) {
        prepared.push(kept);
        continue;
      }
      const options = {
        request: config.request,
        reusePort: process.platform === 'linux',
        onClientError: this.#onClientError,
      };
      const listener = await createListener(listenerConfig, options, this.#handle);
      prepared.push({ shape, listener });
      await listener.listen(port);
    }
  }

  /** Closes what the configuration no longer has; its requests in flight may go on for `grace` ms. */
  commit(grace: number): void {
    const gone = this.#open.filter((open) => !this.#prepared.includes(open));
    const kept = this.#open.filter((open) => this.#prepared.includes(open));
    this.#open = this.#prepared;
    for (const { listener } of gone) void listener.close({ grace });
    // Certificates may have been renewed in place; the supervisor has checked that they can be read.
    for (const { listener } of kept) void listener.updateTls().catch(() => undefined);
  }

  discard(): void {
    for (const { listener } of this.#prepared.filter((open) => !this.#open.includes(open)))
      void listener.close({ grace: 0 });
    this.#prepared = this.#open;
  }

  /** From now on every answer ends its connection. */
  drain(): void {
    for (const { listener } of this.#open) listener.drain();
  }

  async close(grace: number): Promise<void> {
    await Promise.all(this.#open.map(({ listener }) => listener.close({ grace })));
  }
}
