import { isIdempotent, type Repeatable } from '../../traffic/retry.ts';
import type { ForwardPlan } from './plan.ts';
import { Upload } from './upload.ts';

/** What of a request says whether it may be sent again, or twice. */
export function isRepeatable(
  { request, route }: Pick<ForwardPlan, 'request' | 'route'>,
  body: unknown,
): Repeatable & { readonly harmless: boolean } {
  const { method, upgrade } = request;
  const idempotent = isIdempotent(method) || (route.idempotencyKey && request.header('idempotency-key') !== undefined);
  return {
    idempotent,
    replayable: !(body instanceof Upload) || !body.begun,
    harmless: body === null && upgrade === undefined && (method === 'GET' || method === 'HEAD'),
  };
}
