import type { Exchange } from '../audit/exchange.ts';
import type { RouteConfig } from '../config/types.ts';
import type { Decision } from '../contracts/decision.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { Subject } from '../identity/subject.ts';
import { parseDecision } from '../policy/decision.ts';
import type { Entrypoint } from '../policy/engine.ts';
import { mendLoneSurrogates } from '../policy/well-formed.ts';
import type { RequestBody } from './body.ts';
import type { CanonicalRequest } from './canonical.ts';
import type { RouteMatch } from './match.ts';

/** What a decision is about. */
export interface Question {
  readonly request: CanonicalRequest;
  readonly match: RouteMatch;
  readonly subject: Subject;
  readonly body: RequestBody;
}

/**
 * Asks the policy, and takes its answer strictly. The evaluated input and the answer are noted in `exchange` before the
 * answer is judged, so that the decision log has them also where the answer is no decision.
 *
 * @param full notes the whole input, not only what the policy reads
 * @throws GatewayError `policy_unavailable`, `policy_fault`
 */
export function decide(entrypoint: Entrypoint, question: Question, exchange: Exchange, full = false): Decision {
  const input = new Input(question);
  const evaluation = entrypoint.evaluate(input);
  exchange.input = full ? mendLoneSurrogates(JSON.stringify(input)) : evaluation.input;
  if (full) exchange.reads = null;
  exchange.result = evaluation.value;
  exchange.ndBuiltins = evaluation.ndBuiltins;
  return parseDecision(evaluation.value);
}

/** Asks another policy the same. What it says is of no consequence for the exchange. */
export function askBesides(entrypoint: Entrypoint, question: Question): { value?: unknown; error?: GatewayError } {
  let value: unknown;
  try {
    ({ value } = entrypoint.evaluate(new Input(question)));
    parseDecision(value);
    return { value };
  } catch (thrown) {
    return { value, error: toGatewayError(thrown) };
  }
}

/** The error of a decision that does not allow. */
export function denial({ reasons }: Decision, route: RouteConfig): GatewayError {
  const codes = reasons?.map(({ code }) => code).join(', ') || 'no reason given';
  return new GatewayError('denied', `the policy denied a request of route ${route.id}: ${codes}`);
}

/** The input of a policy (schemas/input.schema.json). Getters, so that what a policy does not read is never built. */
class Input {
  readonly #question: Question;

  constructor(question: Question) {
    this.#question = question;
  }

  get request(): RequestInput {
    return new RequestInput(this.#question.request, this.#question.body);
  }

  get route(): object {
    const { route, params } = this.#question.match;
    return { id: route.id, params, labels: route.labels };
  }

  get subject(): Subject {
    return this.#question.subject;
  }

  get client(): object {
    const { address, tls } = this.#question.request.client;
    return tls === undefined ? { address } : { address, tls };
  }

  toJSON(): object {
    const { request, route, subject, client } = this;
    return { request, route, subject, client };
  }
}

class RequestInput {
  readonly #request: CanonicalRequest;
  readonly #body: RequestBody;

  constructor(request: CanonicalRequest, body: RequestBody) {
    this.#request = request;
    this.#body = body;
  }

  get id(): string {
    return this.#request.id;
  }

  get method(): string {
    return this.#request.method;
  }

  get scheme(): string {
    return this.#request.scheme;
  }

  get host(): string {
    return this.#request.host;
  }

  get path(): string {
    return this.#request.path;
  }

  get segments(): readonly string[] {
    return this.#request.segments;
  }

  get query(): object {
    return this.#request.queryValues();
  }

  get headers(): object {
    return this.#request.headerObject();
  }

  get body(): object {
    const { state, json, size } = this.#body;
    return { state, json, size };
  }

  /** Nanoseconds, more than a double holds. */
  get received_at(): RawJSON {
    const microseconds = BigInt(Math.round(this.#request.receivedAtMs * 1000));
    return JSON.rawJSON((microseconds * 1000n).toString());
  }

  toJSON(): object {
    const { id, method, scheme, host, path, segments, query, headers, body, received_at } = this;
    return { id, method, scheme, host, path, segments, query, headers, body, received_at };
  }
}
