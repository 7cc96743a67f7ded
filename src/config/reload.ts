import { type GatewayError, toGatewayError } from '../errors.ts';
import { type LoadOptions, loadConfig } from './load.ts';
import type { GatewayConfig } from './types.ts';
import { type Watch, watchPath } from './watch.ts';

export interface ReloadOptions extends LoadOptions {
  /** Called with each configuration that is valid and differs from the one before, or follows an error. */
  readonly onChange: (config: GatewayConfig) => void;
  /** Called once for each reason why the files cannot be used as they are; the configuration before goes on. */
  readonly onError: (error: GatewayError) => void;
}

/** While the files cannot be used, what they lack may appear where nothing is watched: they are tried again. */
const RETRY = 2000;

/**
 * Watches a configuration file and every file that it names. `current` is the configuration that is in use; what changed
 * between its loading and this call is noticed too.
 */
export function watchConfig(current: GatewayConfig, { env, onChange, onError }: ReloadOptions): Watch {
  const watches = new Map<string, Watch>();
  let { digest } = current;
  let complaint: string | undefined;
  let loading = false;
  let again = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  async function load(): Promise<void> {
    again = loading;
    if (loading || closed) return;
    loading = true;
    clearTimeout(retry);
    const result = await loadConfig(current.file, { env }).catch((error: unknown) => toGatewayError(error));
    loading = false;
    if (closed) return;
    if (result instanceof Error) refuse(result);
    else accept(result);
    if (again) await load();
  }

  function accept(config: GatewayConfig): void {
    const mended = complaint !== undefined;
    complaint = undefined;
    follow(config);
    if (config.digest === digest && !mended) return;
    digest = config.digest;
    onChange(config);
  }

  function refuse(error: GatewayError): void {
    retry = setTimeout(load, RETRY).unref();
    if (error.message === complaint) return;
    complaint = error.message;
    onError(error);
  }

  function follow({ file, files }: GatewayConfig): void {
    const paths = new Set([file, ...Object.keys(files)]);
    for (const [path, watch] of watches) {
      if (paths.has(path)) continue;
      watch.close();
      watches.delete(path);
    }
    for (const path of paths) if (!watches.has(path)) watches.set(path, watchPath(path, load));
  }

  follow(current);
  load();
  return {
    close() {
      closed = true;
      clearTimeout(retry);
      for (const watch of watches.values()) watch.close();
    },
  };
}
