import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { DecisionEvent } from '../../src/contracts/event.ts';
import type { PolicyInput } from '../../src/contracts/input.ts';
import { parseQuery } from '../../src/http/target.ts';
import { type Running, start } from '../gateway/fixture.ts';
import { type Attack, assertProblem, get } from './attack.ts';
import { FRAMING } from './rows-framing.ts';
import { HEADERS } from './rows-header.ts';
import { TARGETS } from './rows-target.ts';
import { hostileTarget } from './targets.ts';
import { type RecordingUpstream, startUpstream } from './upstream.ts';
import { send } from './wire.ts';

/** It reads the whole input, so that every event shows what it saw. */
const POLICY = `package gateway

# METADATA
# entrypoint: true
default decision := {"allow": false}

decision := {"allow": true} if {
	count(json.marshal(input)) > 0
	not input.route.id in {"admin", "denied"}
}
`;

const ATTACKS: readonly Attack[] = [...FRAMING, ...TARGETS, ...HEADERS];

function route(id: string, path: string, more: object = {}) {
  return { id, match: { path }, authenticate: [], bundle: 'main', upstream: 'main', ...more };
}

describe('the whole gateway refuses and records each attack', () => {
  let running: Running;
  let upstream: RecordingUpstream;
  let port: number;
  /** Events that were looked at. */
  let seen = 0;
  before(async () => {
    upstream = await startUpstream();
    const routes = [
      route('open', '/**'),
      route('admin', '/admin'),
      route('denied', '/denied/**'),
      route('encoded', '/encoded/**', { encoded_slashes: true }),
    ];
    running = await start({
      policies: { 'gateway.rego': POLICY },
      endpoints: [upstream.origin],
      config: { workers: 1, routes },
    });
    port = Number(new URL(running.url).port);
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    upstream.close();
  });

  async function events(count: number): Promise<DecisionEvent[]> {
    const all = await running.events(seen + count);
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  }

  test('exact status, nothing at the upstream, one record each, and the next request is served', async () => {
    const expected: string[] = [];
    for (const attack of ATTACKS) {
      upstream.arrived.length = 0;
      const exchange = await send(port, attack.bytes);
      assert.doesNotThrow(() => assertProblem(exchange, attack.status), `${attack.row} ${attack.what}`);
      assert.deepEqual(upstream.arrived, [], `${attack.row} ${attack.what}`);
      const good = await send(port, get('/good'));
      assert.equal(good.responses[0]?.status, 200, `${attack.row} ${attack.what}`);
      expected.push(`${attack.status}`, '200');
    }
    const recorded = (await events(expected.length)).map(({ http }) => String(http.status));
    assert.deepEqual(recorded, expected);
  });

  test('whatever the bytes of the target, the policy saw what the upstream received', async () => {
    upstream.arrived.length = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(hostileTarget, async (target) => {
        const { responses } = await send(port, get(target));
        count += responses.length;
      }),
      { numRuns: 500 },
    );
    const allowed = (await events(count)).filter(({ http }) => http.outcome === 'allowed');
    const saw = allowed.map(({ input }) => {
      const { path, query } = (input as unknown as PolicyInput).request;
      return { path, query };
    });
    const received = upstream.arrived.map(({ url }) => {
      const [path, ...query] = url.split('?');
      return { path, query: { ...parseQuery(query.join('?')) } };
    });
    assert.deepEqual(saw, received);
    assert.ok(saw.length > 50, `only ${saw.length} of the targets were served`);
  });
});
