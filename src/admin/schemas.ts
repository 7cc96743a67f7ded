import { readFileSync } from 'node:fs';
import { HEALTHS } from '../traffic/supervision/status.ts';

const EVENT = new URL('../../schemas/event.schema.json', import.meta.url);

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const time = { type: ['string', 'null'], format: 'date-time' };
const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const mapOf = (schema: object) => ({ type: 'object', additionalProperties: schema });
const listOf = (schema: object) => ({ type: 'array', items: schema });

/** An object whose members are all required, except those in `optional`. */
export function objectOf(properties: Record<string, object>, optional: readonly string[] = []) {
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)) };
}

/** A reference to one of SCHEMAS. */
export function ref(id: string) {
  return { $ref: `${id}#` };
}

const finding = objectOf({ file: text, row: count, col: count, code: text, message: text }, ['row', 'col']);
const step = objectOf({
  name: text,
  state: { enum: ['running', 'done', 'failed'] },
  started: { type: 'string', format: 'date-time' },
  duration: { type: ['number', 'null'], description: 'Milliseconds.' },
  error: nullable(ref('StatusError')),
});
const milliseconds = { type: 'number', minimum: 0 };

/** The schemas that the answers of the admin interface are made of; the event's is the one of the decision log. */
export const SCHEMAS = [
  { ...JSON.parse(readFileSync(EVENT, 'utf8')), $schema: undefined, $id: 'DecisionEvent' },
  {
    $id: 'Problem',
    description: 'RFC 9457.',
    ...objectOf(
      {
        type: text,
        title: text,
        status: count,
        code: { type: 'string', description: 'Stable: programs may rely on it.' },
        detail: text,
        retryable: { type: 'boolean' },
        findings: listOf(finding),
      },
      ['findings'],
    ),
  },
  { $id: 'StatusError', ...objectOf({ code: text, message: text, findings: listOf(finding) }) },
  {
    $id: 'BundleStatus',
    ...objectOf({
      source: { type: 'string', description: 'Where it comes from.' },
      wanted: { type: ['string', 'null'], description: 'Revision that the source offers.' },
      active: { type: ['string', 'null'], description: 'Revision that answers requests.' },
      previous: { type: ['string', 'null'] },
      state: { enum: ['waiting', 'working', 'active', 'failed', 'held'] },
      steps: { ...listOf(step), description: 'Of the last attempt.' },
      asked: time,
      answered: time,
      downloaded: time,
      activated: time,
      engine: nullable(
        objectOf({
          rewritten: { type: 'boolean', description: 'Whether the module carries the deadline itself.' },
          memory: { description: 'Bytes in each worker.', ...objectOf({ initial: count, maximum: count }) },
        }),
      ),
      error: nullable(ref('StatusError')),
      candidate: nullable(objectOf({ digest: text, revision: text })),
      comparison: nullable(ref('Comparison')),
      quarantined: {
        description: 'What was taken back, and is not activated again by itself; the newest first.',
        ...listOf(
          objectOf({
            digest: text,
            revision: text,
            reason: text,
            since: { type: 'string', format: 'date-time' },
            archive: { type: 'string', description: 'SHA-256 of its archive.' },
          }),
        ),
      },
      activations: count,
      failures: count,
    }),
  },
  {
    $id: 'Comparison',
    ...objectOf({
      compared: count,
      same: count,
      unknown: count,
      flips: objectOf({ deny_to_allow: count, allow_to_deny: count, changed: count }),
      groups: listOf({ type: 'object', additionalProperties: true }),
    }),
  },
  {
    $id: 'ConfigStatus',
    ...objectOf({
      file: text,
      digest: text,
      loaded: { type: 'string', format: 'date-time' },
      error: nullable(ref('StatusError')),
    }),
  },
  {
    $id: 'GatewayStatus',
    ...objectOf({
      id: text,
      version: text,
      started: { type: 'string', format: 'date-time' },
      ready: { type: 'boolean' },
      generation: count,
      listeners: listOf(objectOf({ address: text, port: count, tls: { type: 'boolean' } })),
      config: ref('ConfigStatus'),
      bundles: mapOf(ref('BundleStatus')),
      workers: listOf(
        objectOf({
          id: count,
          revisions: { ...mapOf(text), description: 'What this worker answers with, by bundle.' },
          activated: { ...mapOf({ type: 'string', format: 'date-time' }), description: 'Since when.' },
          state: { enum: ['starting', 'serving', 'draining', 'ended'] },
        }),
      ),
      decision_log: objectOf({ received: count, written: count, dropped: mapOf(count) }),
    }),
  },
  {
    $id: 'Endpoint',
    ...objectOf({
      id: { type: 'string', description: 'Host and port.' },
      url: text,
      weight: { type: 'number' },
      priority: { type: 'number', description: 'Lower numbers serve first.' },
      health: {
        enum: HEALTHS,
        description: '`trial`: its ejection is over, and one request is to try it.',
      },
      reason: { type: ['string', 'null'], description: 'Why it is not healthy.' },
      since: { type: 'string', format: 'date-time', description: 'Of its last change.' },
      ejections: count,
      probe: {
        description: 'The last one.',
        ...nullable(objectOf({ at: { type: 'string', format: 'date-time' }, error: { type: ['string', 'null'] } })),
      },
      requests: { ...count, description: 'Attempts.' },
      failures: { ...mapOf(count), description: 'Failed attempts by reason.' },
      faults: { ...count, description: 'Answers with 5xx.' },
      in_flight: count,
      connected: count,
      latency: {
        description: 'Milliseconds to the head of an answer.',
        ...nullable(objectOf({ p50: milliseconds, p90: milliseconds, p99: milliseconds })),
      },
    }),
  },
  {
    $id: 'Upstream',
    ...objectOf({
      balancer: { enum: ['round_robin', 'least_request', 'weighted', 'hash'] },
      retries: { ...count, description: 'Attempts after the first one.' },
      retries_refused: { ...count, description: 'Repetitions that the budget or the breaker forbade.' },
      overflows: { description: 'Requests that the breaker refused, by cap.', ...mapOf(count) },
      names: {
        description: 'What DNS is asked about.',
        ...listOf(objectOf({ name: text, resolved: { type: 'boolean' }, error: { type: ['string', 'null'] } })),
      },
      endpoints: listOf(ref('Endpoint')),
    }),
  },
];

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

/** Answers that are problems with these statuses. */
export function problems(descriptions: Readonly<Record<number, string>>) {
  return Object.fromEntries(Object.entries(descriptions).map(([status, what]) => [status, problem(what)]));
}

/** The answers of a route: `success` with status 200, and problems with these statuses. */
export function answers(description: string, success: object, others: Readonly<Record<number, string>> = {}) {
  return {
    200: { description, ...success },
    ...problems({ 401: 'The token is missing or wrong.', ...others }),
  };
}
