import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../errors.ts';
import type { AdminControl } from '../control.ts';
import { answers, objectOf, ref } from '../schemas.ts';

type Named = { Params: { name: string } };

const params = objectOf({ name: { type: 'string', maxLength: 256 } });
const unknown = { 404: 'No bundle has this name.' };
const refused = {
  ...unknown,
  409: 'The state of the gateway does not allow this.',
  422: 'The revision cannot be activated; the one before goes on.',
  503: 'The source or a worker cannot be reached.',
};

/** The bundles and what an operator may do to them. */
export function bundleRoutes(app: FastifyInstance, control: AdminControl): void {
  const known = (name: string): string => {
    if (Object.hasOwn(control.bundles(), name)) return name;
    throw new GatewayError('admin_not_found', `there is no bundle ${JSON.stringify(name)}`);
  };

  app.get('/v1/bundles', {
    schema: {
      operationId: 'bundles',
      summary: 'All bundles',
      tags: ['bundles'],
      response: answers(
        'By name.',
        objectOf({ bundles: { type: 'object', additionalProperties: ref('BundleStatus') } }),
      ),
    },
    handler: () => ({ bundles: control.bundles() }),
  });

  app.get<Named>('/v1/bundles/:name', {
    schema: {
      operationId: 'bundle',
      summary: 'One bundle: revisions, steps of the last attempt, times, last error',
      tags: ['bundles'],
      params,
      response: answers('The bundle.', ref('BundleStatus'), unknown),
    },
    handler: (request) => control.bundles()[known(request.params.name)],
  });

  app.post<Named & { Body: { revision?: string } | null }>('/v1/bundles/:name/activate', {
    schema: {
      operationId: 'activateBundle',
      summary: 'Make a kept revision the one that answers',
      tags: ['bundles'],
      params,
      body: {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: {
          revision: {
            type: 'string',
            minLength: 1,
            maxLength: 256,
            description: 'Default: the one that the source offers.',
          },
        },
      },
      response: answers('It answers now.', ref('BundleStatus'), refused),
    },
    handler: (request) => control.activate(known(request.params.name), request.body ?? {}),
  });

  app.post<Named & { Body: { digest: string } }>('/v1/bundles/:name/approve', {
    schema: {
      operationId: 'approveBundle',
      summary: 'Let the candidate pass that is held because of what it flips',
      tags: ['bundles'],
      params,
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['digest'],
        properties: {
          digest: {
            type: 'string',
            pattern: '^[0-9a-f]{16,64}$',
            description: 'Of the candidate, as its status has it; the first sixteen characters do.',
          },
        },
      },
      response: answers('It answers now.', ref('BundleStatus'), refused),
    },
    handler: (request) => control.approve(known(request.params.name), request.body.digest),
  });

  app.post<Named>('/v1/bundles/:name/rollback', {
    schema: {
      operationId: 'rollbackBundle',
      summary: 'Go back to the revision that answered before',
      tags: ['bundles'],
      params,
      response: answers('It answers now.', ref('BundleStatus'), refused),
    },
    handler: (request) => control.rollback(known(request.params.name)),
  });

  app.post<Named>('/v1/bundles/:name/refresh', {
    schema: {
      operationId: 'refreshBundle',
      summary: 'Ask the source now',
      tags: ['bundles'],
      params,
      response: answers('What came of it.', ref('BundleStatus'), refused),
    },
    handler: (request) => control.refresh(known(request.params.name)),
  });
}
