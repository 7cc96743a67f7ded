import type { DecisionEvent } from '../contracts/event.ts';

/** Which events to find. A member that is absent filters nothing. */
export interface DecisionFilter {
  readonly route?: string;
  /** Id of the subject. */
  readonly subject?: string;
  /** true: the policy allowed; false: everything else. */
  readonly allow?: boolean;
  readonly outcome?: DecisionEvent['http']['outcome'];
  /** true: only where a shadow would have decided otherwise. */
  readonly flips?: boolean;
  /** Unix milliseconds: only requests that arrived at this time or later. */
  readonly since?: number;
  /** Only events that arrived after this cursor, as `next` of an earlier answer. */
  readonly after?: number;
  readonly limit: number;
}

export interface FoundDecisions {
  /** Newest first. */
  readonly decisions: DecisionEvent[];
  /** Cursor behind the newest event that is known now. */
  readonly next: number;
}

interface Batch {
  readonly lines: string;
  readonly count: number;
  /** Position of its first line in the order of arrival, from 0. */
  readonly first: number;
}

// The events of a gateway under attack may be thirty times the usual size.
const MAX_CHARACTERS = 32 * 1024 * 1024;

/**
 * The newest events in memory, for the admin interface. Batches are kept as they arrived and taken apart only when
 * somebody asks, so that an event costs nothing here.
 */
export class RecentDecisions {
  #capacity: number;
  /** Events that are kept beyond those that may be looked at, for comparisons. */
  #kept: number;
  #batches: Batch[] = [];
  #characters = 0;
  #next = 0;

  /**
   * @param capacity events to look at
   * @param sample events to keep for comparisons; more may be kept, by less than a batch
   */
  constructor(capacity: number, sample = 0) {
    this.#capacity = capacity;
    this.#kept = Math.max(capacity, sample);
  }

  resize(capacity: number, sample = 0): void {
    this.#capacity = capacity;
    this.#kept = Math.max(capacity, sample);
    this.#trim();
  }

  /** Takes `count` lines, each with its line end. */
  add(lines: string, count: number): void {
    if (count === 0) return;
    this.#batches.push({ lines, count, first: this.#next });
    this.#next += count;
    this.#characters += lines.length;
    this.#trim();
  }

  /** So many of the newest lines, and up to a batch more; batch by batch, the newest batch first. */
  newest(count: number): string[] {
    const oldest = this.#next - count;
    return this.#batches
      .filter((batch) => batch.first + batch.count > oldest)
      .map(({ lines }) => lines)
      .reverse();
  }

  find(filter: DecisionFilter): FoundDecisions {
    const decisions: DecisionEvent[] = [];
    for (const { line, position } of this.#newestFirst()) {
      if (decisions.length >= filter.limit || position < (filter.after ?? 0)) break;
      if (!mayMatch(line, filter)) continue;
      const event = JSON.parse(line) as DecisionEvent;
      if (matches(event, filter)) decisions.push(event);
    }
    return { decisions, next: this.#next };
  }

  /** The event of this decision id. */
  get(id: string): DecisionEvent | undefined {
    const line = this.line(id);
    return line === undefined ? undefined : JSON.parse(line);
  }

  /** The same as it stands in the decision log. */
  line(id: string): string | undefined {
    const start = `{"decision_id":${JSON.stringify(id)},`;
    for (const { line } of this.#newestFirst()) {
      if (line.startsWith(start)) return line;
    }
    return undefined;
  }

  *#newestFirst(): Generator<{ line: string; position: number }> {
    const oldest = this.#next - this.#capacity;
    for (const batch of this.#batches.toReversed()) {
      const lines = batch.lines.split('\n', batch.count);
      for (let i = lines.length - 1; i >= 0 && batch.first + i >= oldest; i--) {
        yield { line: lines[i]!, position: batch.first + i };
      }
    }
  }

  #trim(): void {
    let surplus = 0;
    for (const batch of this.#batches.slice(0, -1)) {
      const needed = batch.first + batch.count > this.#next - this.#kept;
      if (needed && this.#characters <= MAX_CHARACTERS) break;
      this.#characters -= batch.lines.length;
      surplus++;
    }
    if (surplus > 0) this.#batches = this.#batches.slice(surplus);
  }
}

/** Spares the parsing of most lines: a plain name stands in its line as it is. */
function mayMatch(line: string, { route, subject, flips }: DecisionFilter): boolean {
  if (flips && !line.includes('"flip":"')) return false;
  return [route, subject].every((name) => name === undefined || !/^[\w.:-]+$/.test(name) || line.includes(name));
}

function matches(event: DecisionEvent, { route, subject, allow, outcome, flips, since }: DecisionFilter): boolean {
  if (route !== undefined && event.http.route !== route) return false;
  if (subject !== undefined && event.subject?.id !== subject) return false;
  if (allow !== undefined && allowed(event) !== allow) return false;
  if (outcome !== undefined && event.http.outcome !== outcome) return false;
  if (flips && event.shadow?.flip === undefined) return false;
  return since === undefined || Date.parse(event.timestamp) >= since;
}

/** What the policy said; where the result is not kept, the outcome tells. */
function allowed(event: DecisionEvent): boolean {
  const result = event.result as { allow?: unknown } | undefined;
  return result === undefined ? event.http.outcome === 'allowed' : result.allow === true;
}
