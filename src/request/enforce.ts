import type { Decision, RequestHeaders, ResponseHeaders } from '../contracts/decision.ts';
import { GatewayError } from '../errors.ts';
import { type HeaderEdits, isEditable, isFieldName, isFieldValue } from '../http/headers.ts';

export type { HeaderEdits } from '../http/headers.ts';

/** What the obligations of a decision mean for its exchange. An `audit` obligation is met by the decision log. */
export interface Enforcement {
  readonly requestEdits: HeaderEdits;
  readonly responseEdits: HeaderEdits;
  /** Name of the upstream in place of the route's. */
  readonly upstream?: string;
  /** What the upstream's balancer may hash. */
  readonly key?: string;
}

/** The edits of one header section by lower-case name: the new value, or undefined where the field is removed. */
type Edits = Map<string, string | undefined>;

/** Fields of the answer that are the gateway's own word about a decision's limits. */
const LIMIT_FIELDS = new Set(['ratelimit', 'ratelimit-policy']);
const NO_EDITS: HeaderEdits = Object.freeze({ set: Object.freeze([]), remove: Object.freeze([]) });
const NOTHING: Enforcement = Object.freeze({ requestEdits: NO_EDITS, responseEdits: NO_EDITS });

const known = new WeakMap<Decision, Enforcement>();

/**
 * What a decision's obligations ask for. They hold in their order: of two that contradict each other the later one counts.
 * Within one obligation `remove` comes before `set`, and `set` replaces every field of the name. A field is never in both
 * lists of the edits. A frozen decision is worked out once.
 *
 * @param upstreams knows the names of the upstreams that there are
 * @throws GatewayError `obligation_failed` for an obligation that is unknown or cannot be met: then the request is denied
 */
export function enforce(decision: Decision, upstreams: { get(name: string): unknown }): Enforcement {
  const { obligations } = decision;
  if (obligations === undefined || obligations.length === 0) return NOTHING;
  let enforcement = known.get(decision);
  if (enforcement === undefined) {
    enforcement = combine(obligations);
    if (Object.isFrozen(decision)) known.set(decision, enforcement);
  }
  const { upstream } = enforcement;
  if (upstream !== undefined && upstreams.get(upstream) === undefined) {
    throw failed('upstream', `there is no upstream ${JSON.stringify(upstream)} in the configuration`);
  }
  return enforcement;
}

function combine(obligations: NonNullable<Decision['obligations']>): Enforcement {
  const request: Edits = new Map();
  const response: Edits = new Map();
  let upstream: string | undefined;
  let key: string | undefined;
  for (const obligation of obligations) {
    switch (obligation.type) {
      case 'request_headers':
        edit(request, obligation);
        break;
      case 'response_headers':
        edit(response, obligation);
        break;
      case 'upstream':
        upstream = obligation.name ?? upstream;
        key = obligation.key ?? key;
        break;
      case 'audit':
        break;
      default:
        throw failed(String((obligation as { type: unknown }).type), 'this version of Regate does not know it');
    }
  }
  return {
    requestEdits: editsOf(request),
    responseEdits: editsOf(response),
    ...(upstream !== undefined && { upstream }),
    ...(key !== undefined && { key }),
  };
}

function edit(edits: Edits, { type, remove = [], set = {} }: RequestHeaders | ResponseHeaders): void {
  for (const name of remove) edits.set(fieldName(type, name), undefined);
  const seen = new Set<string>();
  for (const [written, value] of Object.entries(set)) {
    const name = fieldName(type, written);
    if (seen.has(name)) throw failed(type, `it sets ${name} twice`);
    if (!isFieldValue(value)) throw failed(type, `the value for ${name} has a character that must be encoded`);
    seen.add(name);
    edits.set(name, value);
  }
}

function fieldName(type: string, written: string): string {
  const name = written.toLowerCase();
  // `_` arrives as `-` at CGI and its heirs.
  const ours = !isEditable(name.replaceAll('_', '-')) || (type === 'response_headers' && LIMIT_FIELDS.has(name));
  if (!isFieldName(written) || ours)
    throw failed(type, `${JSON.stringify(written)} is no field that a policy may edit`);
  return name;
}

function editsOf(edits: Edits): HeaderEdits {
  const set: string[] = [];
  const remove: string[] = [];
  for (const [name, value] of edits) {
    if (value === undefined) remove.push(name);
    else set.push(name, value);
  }
  return { set, remove };
}

function failed(type: string, why: string): GatewayError {
  return new GatewayError('obligation_failed', `the obligation ${type} of the policy cannot be met: ${why}`);
}
