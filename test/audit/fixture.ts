import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { eventLine } from '../../src/audit/event.ts';
import { type Exchange, openExchange } from '../../src/audit/exchange.ts';
import { compileMask, type MaskOptions } from '../../src/audit/mask.ts';
import { pseudonyms } from '../../src/audit/pseudonym.ts';
import type { DecisionEvent } from '../../src/contracts/event.ts';

export const LABELS = JSON.stringify({ id: 'gateway-1', version: '0.1.0', worker: '1' });

/** What a typical entrypoint reads. */
export const READS = [
  ['request', 'method'],
  ['request', 'path'],
  ['subject', 'id'],
];

/** An allowed exchange as the pipeline would fill it in. */
export function exchange(changes: Partial<Exchange> = {}): Exchange {
  const facts = openExchange('11111111-2222-4333-8444-555555555555', Date.UTC(2026, 0, 2, 3, 4, 5) + 6.789);
  Object.assign(facts.timings, {
    receive: 0.012,
    authenticate: 0.003,
    decide: 0.0049,
    limit: 0,
    upstream: 1.5,
    total: 1.6,
  });
  return Object.assign(facts, {
    requestId: 'request-1',
    clientAddress: '192.0.2.7',
    method: 'GET',
    host: 'api.example.com',
    path: '/api/v1/items/7',
    route: 'items',
    subject: Object.freeze({ kind: 'jwt', id: 'alice', issuer: 'corp' }),
    bundle: 'main',
    revision: 'r1',
    entrypoint: 'gateway/decision',
    reads: READS,
    input: '{"request":{"method":"GET","path":"/api/v1/items/7"},"subject":{"id":"alice"}}',
    result: Object.freeze({ allow: true }),
    upstream: 'items',
    endpoint: 'http://127.0.0.1:9101',
    attempts: 1,
    status: 200,
    bytesIn: 0,
    bytesOut: 1024,
    outcome: 'allowed',
    ...changes,
  } satisfies Partial<Exchange>);
}

/** The line of an exchange, with the masks of a configuration. */
const MASK_KEY = 'a key for tests';

/** What stands in the place of a masked value. */
export const masked: (value: unknown) => string = pseudonyms(MASK_KEY);

export function line(facts: Exchange, masks: Partial<MaskOptions> = {}): string {
  return eventLine(facts, 1, LABELS, compileMask({ pointers: [], reads: facts.reads, key: MASK_KEY, ...masks }));
}

export function event(facts: Exchange, masks: Partial<MaskOptions> = {}): DecisionEvent {
  return JSON.parse(line(facts, masks));
}

/** An exchange whose policy read this input, whole. */
export function reading(input: unknown, changes: Partial<Exchange> = {}): Exchange {
  return exchange({ reads: null, input: JSON.stringify(input), ...changes });
}

const ajv = new Ajv({ strict: true, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/event.schema.json'), 'utf8')),
);

/** What schemas/event.schema.json finds wrong with an event. */
export function faults(found: unknown): string[] {
  return validate(found) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** A fresh folder, removed after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'regate-audit-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
