import type { FastifyInstance } from 'fastify';
import type { AdminControl } from '../control.ts';
import { answers, objectOf, ref } from '../schemas.ts';

type Endpoint = { Params: { name: string; id: string } };

const params = objectOf({
  name: { type: 'string', maxLength: 256 },
  id: { type: 'string', maxLength: 512, description: 'Host and port, as `10.0.0.1:8080`.' },
});
const unknown = { 404: 'There is no such upstream, or it has no such endpoint.' };

/** The upstreams, and what an operator may do to their endpoints. */
export function upstreamRoutes(app: FastifyInstance, control: AdminControl): void {
  app.get('/v1/upstreams', {
    schema: {
      operationId: 'upstreams',
      summary: 'Upstreams and the health of their endpoints, with counts of all workers',
      tags: ['upstreams'],
      response: answers('By name.', objectOf({ upstreams: { type: 'object', additionalProperties: ref('Upstream') } })),
    },
    handler: async () => ({ upstreams: await control.upstreams() }),
  });

  app.post<Endpoint>('/v1/upstreams/:name/endpoints/:id/drain', {
    schema: {
      operationId: 'drainEndpoint',
      summary: 'Send no more requests to an endpoint; those under way finish',
      tags: ['upstreams'],
      params,
      response: answers('It gets no more requests.', ref('Endpoint'), unknown),
    },
    handler: ({ params: { name, id } }) => control.drain(name, id),
  });

  app.post<Endpoint>('/v1/upstreams/:name/endpoints/:id/restore', {
    schema: {
      operationId: 'restoreEndpoint',
      summary: 'Take a drain back',
      tags: ['upstreams'],
      params,
      response: answers('Operators no longer keep it from requests.', ref('Endpoint'), unknown),
    },
    handler: ({ params: { name, id } }) => control.restore(name, id),
  });
}
