import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { open } from './fixture.ts';

interface Operation {
  operationId: string;
  security?: object[];
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const ROUTES = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /v1/bundles',
  'GET /v1/bundles/{name}',
  'POST /v1/bundles/{name}/activate',
  'POST /v1/bundles/{name}/approve',
  'POST /v1/bundles/{name}/refresh',
  'POST /v1/bundles/{name}/rollback',
  'GET /v1/config',
  'POST /v1/config/reload',
  'GET /v1/decisions',
  'GET /v1/decisions/{id}',
  'GET /v1/decisions/{id}/explanation',
  'GET /v1/status',
  'GET /v1/upstreams',
  'POST /v1/upstreams/{name}/endpoints/{id}/drain',
  'POST /v1/upstreams/{name}/endpoints/{id}/restore',
  'POST /v1/webhooks/{name}',
];

async function describe(send: (path: string) => Promise<Response>): Promise<Description> {
  return (await (await send('/openapi.json')).json()) as Description;
}

function operations({ paths }: Description): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

test('it is OpenAPI, and every route is in it', async (t) => {
  const { send } = await open(t);
  const description = await describe(send);
  const { valid, errors } = await new Validator().validate({ ...structuredClone(description) });
  assert.ok(valid, JSON.stringify(errors));
  const found = operations(description);
  assert.deepEqual(found.map(([name]) => name).toSorted(), ROUTES.toSorted());
  assert.equal(new Set(found.map(([, { operationId }]) => operationId)).size, ROUTES.length);
});

test('all but health and webhooks needs the token', async (t) => {
  const { send } = await open(t);
  const open_ = operations(await describe(send)).filter(([, { security }]) => security?.length === 0);
  assert.deepEqual(
    open_.map(([name]) => name),
    ['GET /health/live', 'GET /health/ready', 'POST /v1/webhooks/{name}'],
  );
});

test('the answers are what it says', async (t) => {
  const { send } = await open(t);
  const description = await describe(send);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const [name, schema] of Object.entries(description.components.schemas)) {
    ajv.addSchema(schema, `#/components/schemas/${name}`);
  }
  const requests: [string, string, string?][] = [
    ['GET', '/health/live'],
    ['GET', '/health/ready'],
    ['GET', '/v1/status'],
    ['GET', '/v1/upstreams'],
    ['POST', '/v1/upstreams/items/endpoints/a:80/drain'],
    ['POST', '/v1/upstreams/items/endpoints/a:80/restore'],
    ['POST', '/v1/upstreams/items/endpoints/b:80/restore'],
    ['GET', '/v1/bundles'],
    ['GET', '/v1/bundles/main'],
    ['GET', '/v1/bundles/nope', '/v1/bundles/{name}'],
    ['POST', '/v1/bundles/main/activate'],
    ['POST', '/v1/bundles/main/rollback'],
    ['GET', '/v1/decisions'],
    ['GET', '/v1/decisions/d0'],
    ['GET', '/v1/decisions/d9'],
    ['GET', '/v1/config'],
    ['POST', '/v1/config/reload'],
    ['POST', '/v1/webhooks/main'],
  ];
  for (const [method, path] of requests) {
    const answer = await send(path, { method } as never);
    const template = path.replace(/\/(main|nope|items)/, '/{name}').replace(/\/(d\d|[ab]:80)/, '/{id}');
    const responses = description.paths[template]?.[method.toLowerCase()]?.responses ?? {};
    const content = responses[answer.status]?.content ?? {};
    const schema = content[answer.headers.get('content-type')!.split(';')[0]!]?.schema;
    assert.ok(schema, `${method} ${path}: ${answer.status} is not described`);
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema)));
    assert.ok(validate(await answer.json()), `${method} ${path}: ${JSON.stringify(validate.errors)}`);
  }
});
