import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Measurement, Metrics } from '../../src/admin/metrics.ts';
import { AuditIntake } from '../../src/audit/intake.ts';
import { RecentDecisions } from '../../src/audit/recent.ts';
import { BundleProgress } from '../../src/bundle/status.ts';
import { Counters } from '../../src/request/recording/counters.ts';
import { policyOf } from '../admin/fixture.ts';
import { counted, STATUS } from '../admin/statuses.ts';
import { exchange } from '../audit/fixture.ts';
import { readPage } from './pages.ts';

const page = readPage('docs/operations.md');
const audit = new AuditIntake(new RecentDecisions(1), undefined).statistics();

/** Rows of the tables of the page whose first cell is a name in code, as the cells' names in code. */
function rows(name: RegExp): string[][] {
  const lines = page.split('\n').filter((line) => line.startsWith('| `'));
  const cells = lines.map((line) => line.split('|').slice(1, 3));
  const names = cells.map((row) => row.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, text]) => text!)));
  return names.filter(([first]) => name.test(first!));
}

test('docs/operations.md lists every metric of Regate with its labels', async () => {
  const exposed = new Map<string, Set<string>>();
  for (const [, name, labels = ''] of (await exposition()).matchAll(
    /^(regate_\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? /gm,
  )) {
    const known = exposed.get(name!) ?? new Set();
    exposed.set(name!, known);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') known.add(label!);
  }
  const documented = rows(/^regate_/).map(([name, ...labels]) => [name, labels.sort()]);
  const found = Array.from(exposed, ([name, labels]) => [name, [...labels].sort()]);
  assert.deepEqual(Object.fromEntries(documented), Object.fromEntries(found));
});

test('docs/operations.md lists every reason why an event is missing', () => {
  const reasons = rows(/^(queue_full|full|disk|worker_ended|unserializable)$/).map(([reason]) => reason);
  assert.deepEqual(reasons.sort(), Object.keys(audit.dropped).sort());
});

async function exposition(): Promise<string> {
  const counters = new Counters();
  const shadow = { bundle: 'next', revision: 'r2', result: {}, error: undefined, flip: undefined };
  counters.count(exchange({ shadow }));
  const measurement: Measurement = {
    worker: 1,
    counters: counters.snapshot(),
    limits: { granted: 1, refused: 1, evicted: 1, tableFull: 1 },
    upstreams: [counted(1)],
    inFlight: 1,
  };
  const progress = new BundleProgress(() => 0, './policies');
  progress.mark('answered');
  progress.activated(policyOf('r1'));
  const metrics = new Metrics();
  metrics.take(measurement);
  const throttles = [
    { name: 'upstream items', waiting: 0, running: 0, granted: 1, refused: { full: 0, waited: 0 }, crowded: 0 },
  ];
  return metrics.render({ generation: 1, bundles: { main: progress.status }, audit, throttles, upstreams: [STATUS] });
}
