import { eventLine } from '../audit/event.ts';
import { type Exchange, openExchange } from '../audit/exchange.ts';
import { jsonText } from '../audit/json.ts';
import { type CompiledMask, compileMask } from '../audit/mask.ts';
import { type AuditBatch, AuditChannel, AuditQueue } from '../audit/queue.ts';
import type { GatewayConfig } from '../config/types.ts';
import type { GatewayError } from '../errors.ts';
import { Counters } from './recording/counters.ts';
import { outcomeOf } from './recording/outcome.ts';

export interface RecorderOptions {
  /** Labels of every event. */
  readonly labels: Readonly<Record<string, string>>;
  /** Secret for what stands in the place of masked values. */
  readonly maskKey: string;
  /** Memory of the channel that the supervisor opened for this worker. */
  readonly audit: SharedArrayBuffer;
  post(batch: AuditBatch): void;
  /** Unix milliseconds. */
  now(): number;
  newId(): string;
}

/** What masks the events and bounds the queue. */
export type RecorderConfig = Pick<GatewayConfig, 'audit' | 'apiKeys'>;

/** The last stage of the pipeline: one event and one count for every exchange. It never fails an exchange. */
export class Recorder {
  readonly counters = new Counters();
  readonly #options: RecorderOptions;
  readonly #labels: string;
  readonly #queue: AuditQueue;
  #config: RecorderConfig | undefined;
  #masks = new WeakMap<object, CompiledMask>();
  #wholeInput: CompiledMask;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#labels = jsonText(options.labels)!;
    this.#wholeInput = this.#compile(null);
    this.#queue = new AuditQueue({ channel: new AuditChannel(options.audit), post: options.post });
  }

  /** Takes the masks and bounds of a configuration, from the next event on. */
  configure(config: RecorderConfig): void {
    this.#config = config;
    this.#queue.limit = config.audit.queue;
    this.#masks = new WeakMap();
    this.#wholeInput = this.#compile(null);
  }

  /** Counts the exchange and puts its event on the way to the decision log. To be called once for each exchange. */
  record(exchange: Exchange): void {
    this.counters.count(exchange);
    const sequence = this.#queue.issue();
    if (!this.#queue.hasRoom) {
      this.#queue.drop('queue_full');
      return;
    }
    let line: string;
    try {
      line = eventLine(exchange, sequence, this.#labels, this.#mask(exchange.reads));
    } catch {
      this.#queue.drop('unserializable');
      return;
    }
    this.#queue.push(line);
  }

  /** Records what was refused before it was a request: malformed bytes, time-outs, failed TLS handshakes. */
  clientError(error: GatewayError, peer: { readonly remoteAddress?: string | undefined }): void {
    const exchange = openExchange(this.#options.newId(), this.#options.now());
    exchange.clientAddress = peer.remoteAddress ?? '';
    exchange.status = error.status;
    exchange.outcome = outcomeOf(error);
    exchange.error = { code: error.code, message: error.message };
    this.record(exchange);
  }

  /** Hands over all events that wait here. For the end of the worker. */
  flush(): void {
    this.#queue.flush();
  }

  #mask(reads: Exchange['reads']): CompiledMask {
    if (reads === null) return this.#wholeInput;
    let mask = this.#masks.get(reads);
    if (mask === undefined) {
      mask = this.#compile(reads);
      this.#masks.set(reads, mask);
    }
    return mask;
  }

  #compile(reads: Exchange['reads']): CompiledMask {
    const credentialHeaders = Object.values(this.#config?.apiKeys ?? {}).map(({ header }) => header);
    return compileMask({
      pointers: this.#config?.audit.mask ?? [],
      reads,
      credentialHeaders,
      key: this.#options.maskKey,
    });
  }
}
