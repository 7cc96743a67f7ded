import assert from 'node:assert/strict';
import type { AttackedGateway } from './gateway.ts';
import { send, type WireExchange } from './wire.ts';

/** A request that has to be refused. */
export interface Attack {
  /** Row of the catalogue, as `A12`. */
  readonly row: string;
  readonly what: string;
  /** One character a byte. */
  readonly bytes: string;
  readonly status: number;
}

/** A request that only looks like an attack. */
export interface Harmless {
  readonly row: string;
  readonly what: string;
  readonly bytes: string;
  /** Target as the policy sees it and the upstream receives it. */
  readonly target: string;
}

/** A whole request; header lines without their line ends. */
export function request(line: string, lines: readonly string[] = ['Host: a'], body = ''): string {
  return `${[line, ...lines].join('\r\n')}\r\n\r\n${body}`;
}

/** A GET for `target`. */
export function get(target: string, ...lines: string[]): string {
  return request(`GET ${target} HTTP/1.1`, ['Host: a', ...lines]);
}

/** A POST with these framing fields. */
export function post(lines: readonly string[], body: string): string {
  return request('POST /items HTTP/1.1', ['Host: a', ...lines], body);
}

const GOOD = get('/good');

/** The exact status as a problem, one record, nothing at the upstream, and the gateway serves on. */
export async function assertRefused(
  gateway: AttackedGateway,
  attack: Attack,
  pieces: string | readonly string[] = attack.bytes,
): Promise<void> {
  const { refused, upstream } = gateway;
  refused.length = 0;
  upstream.arrived.length = 0;
  const exchange = await send(gateway.port, pieces);
  assertProblem(exchange, attack.status);
  assert.equal(refused.length, 1, `one record, not ${refused.join()}`);
  assert.deepEqual(upstream.arrived, []);
  const good = await send(gateway.port, GOOD);
  assert.deepEqual(
    good.responses.map(({ status }) => status),
    [200],
  );
}

export function assertProblem({ responses, interim }: WireExchange, status: number): void {
  assert.deepEqual(interim, []);
  assert.deepEqual(
    responses.map((response) => response.status),
    [status],
  );
  const { headers, body } = responses[0]!;
  assert.equal(headers['content-type'], 'application/problem+json');
  if (body !== '') assert.equal(JSON.parse(body).status, status);
  if (status === 400) assert.equal(headers.connection, 'close');
}

/** It is served, and the policy saw the very target that the upstream received. */
export async function assertServed(gateway: AttackedGateway, { bytes, target }: Harmless): Promise<void> {
  const { decided, upstream } = gateway;
  decided.length = 0;
  upstream.arrived.length = 0;
  const { responses } = await send(gateway.port, bytes);
  assert.deepEqual(
    responses.map(({ status }) => status),
    [200],
  );
  assert.deepEqual(
    upstream.arrived.map(({ url }) => url),
    [target],
  );
  assert.deepEqual(
    decided.map(({ path, query }) => (query === '' ? path : `${path}?${query}`)),
    [target],
  );
}
