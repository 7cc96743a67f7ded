import { isCredentialParameter, MASK, withoutCredentials } from '../audit/credentials.ts';
import type { GatewayConfig } from '../config/types.ts';

/** Members whose keys are names that the operator chose. */
const MAPS = new Set(['bundles', 'issuers', 'apiKeys', 'upstreams', 'keys', 'labels']);
/** Members whose values are secrets. */
const SECRETS = new Set(['token', 'secret']);

/**
 * The configuration in force for the admin interface: every default filled in, keys as in the file, durations in
 * milliseconds, sizes in bytes. Secrets are masked, those that URLs may carry too.
 */
export function configView(config: GatewayConfig): Record<string, unknown> {
  return view(config, false) as Record<string, unknown>;
}

function view(value: unknown, named: boolean): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => view(item, false));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (named) return [key, view(member, false)];
      return [snakeCase(key), SECRETS.has(key) ? MASK : view(member, MAPS.has(key))];
    }),
  );
}

function withoutSecrets(text: string): string {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text) || !URL.canParse(text)) return withoutCredentials(text);
  const url = new URL(text);
  const parameters = [...url.searchParams.keys()].filter(isCredentialParameter);
  if (url.password === '' && url.username === '' && parameters.length === 0) return withoutCredentials(text);
  if (url.username !== '') url.username = MASK;
  if (url.password !== '') url.password = MASK;
  for (const name of parameters) url.searchParams.set(name, MASK);
  return withoutCredentials(url.href);
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
