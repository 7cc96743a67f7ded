import type { FastifyInstance } from 'fastify';
import type { DecisionFilter } from '../../audit/recent.ts';
import { GatewayError } from '../../errors.ts';
import type { AdminControl } from '../control.ts';
import { answers, objectOf, ref } from '../schemas.ts';

const MAX_LIMIT = 1000;

type Query = Omit<DecisionFilter, 'since'> & { since?: string };

const name = { type: 'string', minLength: 1, maxLength: 1024 };

const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: {
    route: { ...name, description: 'Id of the route.' },
    subject: { ...name, description: 'Id of the subject.' },
    allow: { type: 'boolean', description: 'true: the policy allowed; false: everything else.' },
    outcome: {
      enum: ['allowed', 'denied', 'limited', 'unauthenticated', 'refused', 'shed', 'failed', 'aborted'],
    },
    flips: { type: 'boolean', description: 'true: only where a shadow would have decided otherwise.' },
    since: { type: 'string', format: 'date-time', description: 'Requests that arrived then or later.' },
    after: { type: 'integer', minimum: 0, description: 'Only events behind this cursor: `next` of an earlier answer.' },
    limit: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 },
  },
};

/** The newest events of the decision log. */
export function decisionRoutes(app: FastifyInstance, control: AdminControl): void {
  app.get<{ Querystring: Query }>('/v1/decisions', {
    schema: {
      operationId: 'decisions',
      summary: 'The newest events of the decision log, newest first',
      tags: ['decisions'],
      querystring,
      response: answers(
        'The events, and the cursor behind the newest one.',
        objectOf({ decisions: { type: 'array', items: ref('DecisionEvent') }, next: { type: 'integer', minimum: 0 } }),
        { 422: 'A filter is not valid.' },
      ),
    },
    handler: ({ query: { since, ...filter } }) =>
      control.decisions(since === undefined ? filter : { ...filter, since: Date.parse(since) }),
  });

  app.get<{ Params: { id: string } }>('/v1/decisions/:id', {
    schema: {
      operationId: 'decision',
      summary: 'One event by its decision id, as long as it is among the newest',
      tags: ['decisions'],
      params: objectOf({ id: { type: 'string', maxLength: 256 } }),
      response: answers('The event.', ref('DecisionEvent'), { 404: 'It is not among the newest events.' }),
    },
    handler: ({ params: { id } }) => {
      const event = control.decision(id);
      if (event !== undefined) return event;
      throw unknown(id, 'look for it in the file of the decision log');
    },
  });

  app.get<{ Params: { id: string } }>('/v1/decisions/:id/explanation', {
    schema: {
      operationId: 'explanation',
      summary: 'Why a decision came out as it did: decided again by the bundle of its revision, with the trace',
      tags: ['decisions'],
      params: objectOf({ id: { type: 'string', maxLength: 256 } }),
      response: answers('The explanation.', ref('Explanation'), {
        404: 'It is not among the newest events, or its revision is no longer kept.',
        422: 'No policy was asked, or the decision log lacks its input.',
        503: 'Too many explanations are under way.',
      }),
    },
    handler: async ({ params: { id } }) => {
      const explanation = await control.explanation(id);
      if (explanation !== undefined) return explanation;
      throw unknown(id, '`regate explain ID --log FILE` finds it in the file of the decision log');
    },
  });
}

function unknown(id: string, how: string): GatewayError {
  return new GatewayError('admin_not_found', `decision ${JSON.stringify(id)} is not among the newest events; ${how}`);
}
