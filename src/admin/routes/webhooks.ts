import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import type { AdminControl } from '../control.ts';
import { objectOf, problems } from '../schemas.ts';
import { isProven } from '../webhook.ts';

interface Delivery {
  readonly Params: { readonly name: string };
  readonly Body: Buffer | undefined;
  readonly Headers: { readonly 'x-hub-signature-256'?: string; readonly 'x-gitlab-token'?: string };
}

const BODY_LIMIT = 1024 * 1024;

/**
 * Where a host of git repositories tells of a push. What it sends is only proved, not read: the source is asked what there
 * is. The routes need a scope of their own, for the proof is of the body's bytes.
 */
export function webhookRoutes(app: FastifyInstance, control: AdminControl): void {
  // For a name without a webhook just as much is done as for one with it.
  const nobodys = randomUUID();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

  app.post<Delivery>('/v1/webhooks/:name', {
    bodyLimit: BODY_LIMIT,
    schema: {
      operationId: 'webhook',
      summary: 'Tell that a repository has something new: the source of this bundle is asked soon',
      description:
        'For GitHub, Gitea and Forgejo (`X-Hub-Signature-256`) and GitLab (`X-Gitlab-Token`). Every event is taken for a push.',
      tags: ['bundles'],
      security: [],
      params: objectOf({ name: { type: 'string', maxLength: 256 } }),
      response: {
        202: { description: 'The source is asked soon.', ...objectOf({ bundle: { type: 'string' } }) },
        ...problems({
          401: 'The sender does not prove to know the secret.',
          404: 'No bundle of this name has a webhook.',
          413: 'The body is larger than 1 MiB.',
        }),
      },
    },
    handler: ({ params: { name }, headers, body }, reply) => {
      const secret = secretOf(control.config(), name);
      const proof = { signature: headers['x-hub-signature-256'], token: headers['x-gitlab-token'] };
      const proven = isProven(secret ?? nobodys, body ?? Buffer.alloc(0), proof);
      if (secret === undefined) throw new GatewayError('admin_not_found', 'no bundle of this name has a webhook');
      if (!proven) {
        throw new GatewayError('admin_unauthorized', 'the signature or token is not of the secret of this webhook', {
          headers: { 'www-authenticate': 'Webhook realm="regate-admin"' },
        });
      }
      control.notify(name);
      return reply.code(202).send({ bundle: name });
    },
  });
}

function secretOf({ bundles }: GatewayConfig, name: string): string | undefined {
  const source = Object.hasOwn(bundles, name) ? bundles[name]!.source : undefined;
  return source?.kind === 'git' ? source.webhook?.secret : undefined;
}
