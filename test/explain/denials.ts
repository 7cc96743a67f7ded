import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIssuerKey, mintToken } from '../../src/identity/mint.ts';
import type { ExplainedRule, ExplainedStep } from '../../src/toolchain/explanation.ts';
import { eventually, type Running, start } from '../gateway/fixture.ts';
import { startUpstream } from '../gateway/upstream.ts';

export const POLICIES = join(import.meta.dirname, '../../policies');

const ISSUER = 'https://issuer.test';

export interface Shop extends Running {
  /** Sends a request as somebody whose token has these claims and scopes. Resolves with status and decision id. */
  ask(
    method: string,
    path: string,
    claims: object,
    scopes?: readonly string[],
  ): Promise<{ status: number; id: string }>;
}

/** A gateway with the shipped policies and the routes that they know. */
export async function startShop(config: Readonly<Record<string, unknown>> = {}): Promise<Shop> {
  const upstream = await startUpstream();
  const { privateKey, keySet } = await createIssuerKey('ES256');
  const route = (id: string, path: string) => ({
    id,
    match: { path },
    authenticate: ['corp'],
    bundle: 'main',
    upstream: 'main',
  });
  const running = await start({
    endpoints: [upstream.origin],
    files: { 'jwks.json': JSON.stringify(keySet) },
    config: {
      workers: 1,
      bundles: { main: { source: { path: POLICIES }, entrypoint: 'gateway/decision' } },
      issuers: { corp: { issuer: ISSUER, audience: 'api', algorithms: ['ES256'], jwks: { file: './jwks.json' } } },
      routes: [route('items', '/items/**'), route('orders', '/orders/{id}'), route('reports', '/reports/**')],
      ...config,
    },
  });
  return {
    ...running,
    async ask(method, path, claims, scopes = []) {
      const order = {
        issuer: ISSUER,
        audience: ['api'],
        subject: 'alice',
        scopes,
        claims: { ...claims },
        lifetime: 60_000,
      };
      const token = await mintToken(JSON.stringify(privateKey), order, Date.now());
      const { control } = running.gateway;
      const { next } = control.decisions({ limit: 1 });
      const { status } = await fetch(running.url + path, { method, headers: { authorization: `Bearer ${token}` } });
      const event = await eventually('its event', () => control.decisions({ after: next, limit: 1 }).decisions[0]);
      return { status, id: event.decision_id };
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream.close();
    },
  };
}

/** `file:row` of the only line of a shipped file that begins so. */
export function lineOf(file: string, beginning: string): string {
  const lines = readFileSync(join(POLICIES, file), 'utf8').split('\n');
  const rows = lines.flatMap((line, i) => (line.trim().startsWith(beginning) ? [i + 1] : []));
  if (rows.length !== 1) throw new Error(`${file} has ${rows.length} lines that begin with ${beginning}`);
  return `${file}:${rows[0]}`;
}

/** Where an expression failed that led to no further rule, below a rule: the ends of what is to be read. */
export function endsOf(rule: ExplainedRule | undefined): { at: string; values: Record<string, string | undefined> }[] {
  const ofStep = (step: ExplainedStep): ReturnType<typeof endsOf> => {
    const inner = [...(step.steps ?? []).flatMap(ofStep), ...(step.rules ?? []).flatMap(endsOf)];
    if (step.held || inner.length > 0) return inner;
    const values = Object.fromEntries((step.values ?? []).map(({ name, value }) => [name, value]));
    return [{ at: `${step.file}:${step.row}`, values }];
  };
  return (rule?.clauses ?? []).flatMap(({ steps = [] }) => steps.flatMap(ofStep));
}
