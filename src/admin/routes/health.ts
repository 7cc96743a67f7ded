import type { FastifyInstance } from 'fastify';
import type { AdminControl } from '../control.ts';
import { objectOf } from '../schemas.ts';

const health = { type: 'string', enum: ['up', 'down'] };
const body = objectOf({ status: health, reasons: { type: 'array', items: { type: 'string' } } });

/** For orchestrators and load balancers: no token. */
export function healthRoutes(app: FastifyInstance, control: AdminControl): void {
  app.get('/health/live', {
    schema: {
      operationId: 'live',
      summary: 'Whether the process works; restart it if not',
      tags: ['health'],
      security: [],
      response: { 200: { description: 'It does.', ...body }, 503: { description: 'It does not.', ...body } },
    },
    handler: (_, reply) => {
      const live = control.live();
      return reply.code(live ? 200 : 503).send({ status: live ? 'up' : 'down', reasons: [] });
    },
  });

  app.get('/health/ready', {
    schema: {
      operationId: 'ready',
      summary: 'Whether requests should be sent here',
      tags: ['health'],
      security: [],
      response: { 200: { description: 'They should.', ...body }, 503: { description: 'They should not.', ...body } },
    },
    handler: (_, reply) => {
      const { ready, reasons } = control.ready();
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'up' : 'down', reasons });
    },
  });
}
