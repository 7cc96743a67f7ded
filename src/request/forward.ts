import type { ClientRequest, ClientResponse } from './client.ts';
import { Forwarding } from './forwarding/forwarding.ts';
import { outgoingBody } from './forwarding/outgoing-body.ts';
import type { ForwardPlan, ForwardResult } from './forwarding/plan.ts';

export type { HeaderEdits } from '../http/headers.ts';
export type { ForwardPlan, ForwardResult } from './forwarding/plan.ts';

/**
 * Sends a request to its upstream and the answer to the client. Resolves when the exchange is over, also where the client
 * left or the upstream broke off within its answer: then the client's connection is reset.
 *
 * @throws GatewayError while nothing of an answer was sent: `upstream_failed`, `upstream_timeout`, `upstream_unavailable`.
 */
export function forward(req: ClientRequest, res: ClientResponse, plan: ForwardPlan): Promise<ForwardResult> {
  return new Promise((resolve, reject) => {
    const forwarding = new Forwarding(req, res, plan, resolve, reject);
    const body = outgoingBody(req, res, plan.request, plan.body);
    if (body instanceof Promise) {
      body.then(
        (whole) => forwarding.start(whole),
        () => forwarding.onClose(),
      );
    } else {
      forwarding.start(body);
    }
  });
}
