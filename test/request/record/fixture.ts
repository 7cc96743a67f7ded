import { linesText } from '../../../src/audit/line-buffer.ts';
import type { AuditBatch } from '../../../src/audit/queue.ts';
import { AuditChannel } from '../../../src/audit/queue.ts';
import type { DecisionEvent } from '../../../src/contracts/event.ts';
import { Recorder, type RecorderConfig } from '../../../src/request/record.ts';

export const CONFIG: RecorderConfig = {
  audit: { mask: [], record: 'read', recent: 100, queue: 1000 },
  apiKeys: {},
};

/** A recorder, and what it posted so far. */
export function recorder(config: RecorderConfig = CONFIG) {
  const batches: AuditBatch[] = [];
  const recorder = new Recorder({
    labels: { id: 'gateway-1', version: '0.1.0', worker: '1' },
    maskKey: 'a key for tests',
    audit: new AuditChannel().memory,
    post: (batch) => batches.push(batch),
    now: () => Date.UTC(2026, 0, 1),
    newId: () => 'made-id',
  });
  recorder.configure(config);
  const events = (): DecisionEvent[] => {
    recorder.flush();
    return batches.flatMap(({ lines }) => linesText(lines).split('\n').filter(Boolean)).map((line) => JSON.parse(line));
  };
  return { recorder, batches, events };
}
