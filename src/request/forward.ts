import type { GatewayError } from '../errors.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import { Forwarding } from './forwarding/forwarding.ts';
import { type OutgoingBody, outgoingBody } from './forwarding/outgoing-body.ts';
import type { ForwardPlan, ForwardResult } from './forwarding/plan.ts';
import { checkRequestSize } from './forwarding/sizes.ts';
import { mirror } from './mirror.ts';

export type { HeaderEdits } from '../http/headers.ts';
export type { ForwardPlan, ForwardResult } from './forwarding/plan.ts';

/**
 * Sends a request to its upstream and the answer to the client. Resolves when the exchange is over, also where the client
 * left or the upstream broke off within its answer: then the client's connection is reset.
 *
 * @throws GatewayError while nothing of an answer was sent: `upstream_failed`, `upstream_timeout`, `upstream_unavailable`,
 * `upstream_overloaded`, `body_too_large`, `response_too_large`.
 */
export function forward(req: ClientRequest, res: ClientResponse, plan: ForwardPlan): Promise<ForwardResult> {
  return new Promise((resolve, reject) => {
    checkRequestSize(plan);
    const forwarding = new Forwarding(req, res, plan, resolve, reject);
    const body = outgoingBody(req, res, plan.request, plan.body, plan.pace);
    const start = (whole: OutgoingBody) => {
      if (plan.mirror) mirror(plan, plan.mirror, whole);
      forwarding.start(whole);
    };
    if (body instanceof Promise) {
      body.then(start, (error: GatewayError) => {
        if (error.code === 'request_timeout') reject(error);
        else forwarding.onClose();
      });
    } else {
      start(body);
    }
  });
}
