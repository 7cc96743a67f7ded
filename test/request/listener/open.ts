import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RequestConfig, TlsConfig } from '../../../src/config/types.ts';
import {
  createListener,
  type Handle,
  type Listener,
  type ListenerOptions,
} from '../../../src/request/listening/listener.ts';
import { REQUEST } from '../../configured.ts';

export interface OpenOptions {
  readonly tls?: TlsConfig;
  readonly request?: Partial<RequestConfig>;
  readonly onClientError?: ListenerOptions['onClientError'];
}

export interface OpenListener {
  readonly listener: Listener;
  readonly port: number;
}

/** A listener on a free port; it ends with the test. */
export async function open(t: TestContext, handle: Handle, options: OpenOptions = {}): Promise<OpenListener> {
  const { tls, request, onClientError } = options;
  const listener = await createListener(
    { address: '127.0.0.1', port: 0, ...(tls && { tls }) },
    { request: { ...REQUEST, ...request }, ...(onClientError && { onClientError }) },
    handle,
  );
  const port = await listener.listen();
  t.after(() => listener.close({ grace: 0 }));
  return { listener, port };
}

/** Files of a certificate in testdata: `first` for first.example, `second` for second.example and *.wild.example. */
export function certificateFiles(name: 'first' | 'second' | 'renewed'): { cert: string; key: string } {
  const folder = join(import.meta.dirname, 'testdata');
  return { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
}
