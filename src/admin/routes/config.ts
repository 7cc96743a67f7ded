import type { FastifyInstance } from 'fastify';
import { configView } from '../config-view.ts';
import type { AdminControl } from '../control.ts';
import { answers, ref } from '../schemas.ts';

/** The configuration in force. */
export function configRoutes(app: FastifyInstance, control: AdminControl): void {
  app.get('/v1/config', {
    schema: {
      operationId: 'config',
      summary: 'The configuration in force, with every default filled in and secrets masked',
      tags: ['config'],
      response: answers('The configuration; durations in milliseconds, sizes in bytes.', {
        type: 'object',
        additionalProperties: true,
      }),
    },
    handler: () => configView(control.config()),
  });

  app.post('/v1/config/reload', {
    schema: {
      operationId: 'reloadConfig',
      summary: 'Read the configuration file now',
      tags: ['config'],
      response: answers('It is in force.', ref('ConfigStatus'), {
        422: 'The file is not valid, or cannot come into force; the configuration before goes on.',
      }),
    },
    handler: () => control.reloadConfig(),
  });
}
