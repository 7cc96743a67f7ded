import { GatewayError } from '../../errors.ts';
import type { Failure } from '../../traffic/transport/transport.ts';

/**
 * What a failed attempt means for the client: 504 where the endpoint could not be reached in time, else 502.
 *
 * @param where names upstream and endpoint, for the operator.
 */
export function upstreamError(failure: Failure, where: string): GatewayError {
  const { kind, cause } = failure;
  const { code = cause.message } = cause as Error & { code?: string };
  switch (kind) {
    case 'connect_timeout':
    case 'timeout':
      return new GatewayError('upstream_timeout', `${where} no connection in time; is it up and reachable?`, { cause });
    case 'connect':
      return new GatewayError('upstream_failed', `${where} no connection (${code}); is it up?`, { cause });
    case 'protocol':
      return new GatewayError('upstream_failed', `${where} the answer is not valid HTTP (${code})`, { cause });
    case 'refused':
    case 'reset':
    case 'abandoned':
      return new GatewayError('upstream_failed', `${where} the connection ended before the answer (${code})`, {
        cause,
      });
    case 'invalid':
      return new GatewayError('internal', `${where} the request could not be written: ${cause.message}`, { cause });
  }
}
