import type { AddressInfo } from 'node:net';
import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from '../audit/logger.ts';
import { GatewayError } from '../errors.ts';
import { PROBLEM_TYPE } from '../problem.ts';
import type { AdminControl } from './control.ts';
import { EXPLANATION_SCHEMAS } from './explanation-schemas.ts';
import { hostCheck, tokenCheck } from './guard.ts';
import { adminError, adminProblem, adminStatus } from './problem.ts';
import { bundleRoutes } from './routes/bundles.ts';
import { configRoutes } from './routes/config.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { healthRoutes } from './routes/health.ts';
import { statusRoutes } from './routes/status.ts';
import { upstreamRoutes } from './routes/upstreams.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { SCHEMAS } from './schemas.ts';

export interface AdminOptions {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly token: string;
  readonly version: string;
  readonly control: AdminControl;
  readonly logger: Logger;
}

export interface Admin {
  readonly address: string;
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/** Routes that need no token: they tell nothing of interest, or have a proof of their own. */
const OPEN = ['/health/', '/v1/webhooks/'];
/** Names that clients of the proxy chose are in the answers: nothing of them is to be taken for a page or a script. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** Opens the admin interface on its own listener. Throws GatewayError `config_invalid` where the address cannot be had. */
export async function createAdmin(options: AdminOptions): Promise<Admin> {
  const { address, port } = options;
  const app = await createApp(options);
  try {
    await app.listen({ host: address, port });
  } catch (error) {
    await app.close();
    const { message } = error as Error;
    throw new GatewayError('config_invalid', `admin: cannot listen on ${address}:${port}: ${message}`, {
      cause: error,
    });
  }
  return { address, port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

async function createApp({ address, token, version, control, logger }: AdminOptions): Promise<FastifyInstance> {
  const fail = (reply: FastifyReply, thrown: unknown) => {
    const error = adminError(thrown);
    if (error.code === 'internal') logger.error('the admin interface failed', { error: String(error.cause ?? error) });
    return reply
      .code(adminStatus(error))
      .headers({ ...HEADERS, ...error.headers })
      .type(PROBLEM_TYPE)
      .send(adminProblem(error));
  };
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false } },
    frameworkErrors: (error, _, reply) => fail(reply, error),
    clientErrorHandler: (_, socket) => {
      const body = adminProblem(new GatewayError('bad_request', 'this is no HTTP request'));
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
  });
  // Answers are what the handlers return: a schema describes them, it does not change them.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setErrorHandler((error, _, reply) => fail(reply, error));
  app.setNotFoundHandler((request, reply) =>
    fail(reply, new GatewayError('admin_not_found', `there is no ${request.method} ${request.url.split('?')[0]}`)),
  );

  const checkHost = hostCheck(address);
  const checkToken = tokenCheck(token);
  app.addHook('onRequest', async ({ headers, routeOptions }, reply) => {
    reply.headers(HEADERS);
    checkHost(headers.host);
    if (!OPEN.some((prefix) => routeOptions.url?.startsWith(prefix))) checkToken(headers.authorization);
  });

  for (const schema of [...SCHEMAS, ...EXPLANATION_SCHEMAS]) app.addSchema(schema);
  await app.register(swagger, {
    openapi: describe(version),
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  });
  await app.register(async (routes) => {
    healthRoutes(routes, control);
    statusRoutes(routes, control);
    bundleRoutes(routes, control);
    upstreamRoutes(routes, control);
    decisionRoutes(routes, control);
    configRoutes(routes, control);
    await routes.register(async (scope) => webhookRoutes(scope, control));
    routes.get('/openapi.json', {
      schema: { operationId: 'openapi', summary: 'This description', tags: ['status'] },
      handler: () => app.swagger(),
    });
  });
  return app;
}

function describe(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Regate admin interface',
      version,
      description:
        'State and control of one gateway. All but health and webhooks needs the token of `admin.token_file`.',
    },
    components: { securitySchemes: { token: { type: 'http' as const, scheme: 'bearer' } } },
    security: [{ token: [] }],
  };
}
