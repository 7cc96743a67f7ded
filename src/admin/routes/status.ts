import type { FastifyInstance } from 'fastify';
import type { AdminControl } from '../control.ts';
import { answers, ref } from '../schemas.ts';

/** What the gateway is doing. */
export function statusRoutes(app: FastifyInstance, control: AdminControl): void {
  app.get('/v1/status', {
    schema: {
      operationId: 'status',
      summary: 'Bundles, workers, configuration and decision log at a glance',
      tags: ['status'],
      response: answers('The status.', ref('GatewayStatus')),
    },
    handler: () => control.status(),
  });

  app.get('/metrics', {
    schema: {
      operationId: 'metrics',
      summary: 'Metrics in the text format of Prometheus',
      tags: ['status'],
      produces: ['text/plain'],
      response: answers('The metrics.', { content: { 'text/plain': { schema: { type: 'string' } } } }),
    },
    handler: async (_, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await control.metrics()),
  });
}
