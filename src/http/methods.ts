import { GatewayError } from '../errors.ts';

/** The methods that routes may allow. */
export const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * A method that the gateway serves, over HTTP/1 and HTTP/2 alike. TRACE and CONNECT are known but never allowed. Throws
 * GatewayError `method_not_allowed` or `method_not_implemented`.
 */
export function checkMethod(method: string): string {
  if (METHODS.has(method)) return method;
  if (method === 'TRACE' || method === 'CONNECT') {
    const headers = { allow: [...METHODS].join(', ') };
    throw new GatewayError('method_not_allowed', `refused a ${method} request`, { headers });
  }
  throw new GatewayError('method_not_implemented', 'refused a request whose method is not known');
}
